using System.Reflection;
using Xunit.v3;

namespace Stage5.Tests.Configuration;

/// <summary>For each row of the inventory the tests that send something wrong and see it refused, chosen by hand.</summary>
internal static class ValidatingTests
{
    private static readonly Dictionary<string, string[]> Named = new(StringComparer.Ordinal)
    {
        ["PUT /api/access/people/{user}/roles"] =
        [
            "PeopleEndpointsTests.What_may_not_be_changed_is_refused_and_on_record",
        ],
        ["POST /api/access/denials"] = ["RefusedInputTests.A_body_out_of_bounds_is_refused"],
        ["POST /api/access/protection-keys"] =
        [
            "SessionEndpointTests.Keys_that_protect_cookies_are_the_dashboards_alone",
        ],
        ["POST /api/access/sign-in-failures"] = ["RefusedInputTests.A_body_out_of_bounds_is_refused"],
        ["POST /api/apply-glossary"] = ["GlossaryEndpointTests.Terms_are_applied_with_positions_in_both_texts"],
        ["POST /api/audit/fingerprint"] = ["RefusedInputTests.A_body_out_of_bounds_is_refused"],
        ["POST /api/audit/platform/fingerprint"] = ["RefusedInputTests.A_body_out_of_bounds_is_refused"],
        ["PUT /api/budgets"] =
        [
            "BudgetsEndpointTests.Limits_that_make_no_sense_are_refused_all_at_once",
            "BudgetsEndpointTests.A_limit_that_is_null_is_refused",
        ],
        ["POST /api/callbacks/{source}"] =
        [
            "CallbackTests.What_is_signed_and_makes_no_sense_is_told_so",
            "CallbackTests.More_than_256_KiB_is_not_read",
            "CallbackTests.Without_a_valid_signature_nothing_is_taken_remembered_or_told",
        ],
        ["POST /api/config/validate"] =
        [
            "ConfigEndpointTests.A_document_that_costs_too_much_or_says_a_key_twice_is_refused",
        ],
        ["POST /api/conversations"] = ["ConversationEndpointTests.What_cannot_be_a_conversation_is_refused"],
        ["PUT /api/conversations/{conversationId}/members"] =
        [
            "ConversationEndpointTests.Members_are_changed_by_an_owner_who_has_seen_them",
        ],
        ["POST /api/conversations/{conversationId}/messages"] =
        [
            "BadRequestTests.Half_a_pair_of_surrogates_is_told_to_be_no_text_wherever_it_stands",
        ],
        ["POST /api/detect"] = ["DetectTests.What_is_no_text_is_told_why"],
        ["POST /api/glossary"] = ["GlossaryEndpointTests.What_makes_no_sense_is_refused_by_field"],
        ["PUT /api/glossary/{id}"] = ["RefusedInputTests.A_term_is_not_changed_into_none"],
        ["POST /api/glossary/import"] =
        [
            "ImportEnemyTests.A_bad_csv_is_answered_with_what_is_wrong_where",
            "ImportEnemyTests.A_bad_tbx_is_answered_with_what_is_wrong",
            "GlossaryFileEndpointTests.A_body_that_is_too_large_or_of_another_kind_is_refused",
        ],
        ["POST /api/keys"] = ["KeyEndpointsTests.A_key_that_cannot_be_is_refused"],
        ["POST /api/keys/platform"] =
        [
            "KeyEndpointsTests.The_dashboards_key_is_made_by_a_platform_administrator_and_belongs_to_no_tenant",
            "RefusedInputTests.A_body_out_of_bounds_is_refused",
        ],
        ["POST /api/keys/platform/{id}/rotate"] = ["RefusedInputTests.A_body_out_of_bounds_is_refused"],
        ["POST /api/keys/{id}/rotate"] = ["RefusedInputTests.A_body_out_of_bounds_is_refused"],
        ["POST /api/offline-drafts"] = ["DraftEndpointsTests.What_cannot_be_a_draft_is_refused"],
        ["POST /api/reply"] =
        [
            "BadRequestTests.Half_a_pair_of_surrogates_is_told_to_be_no_text_wherever_it_stands",
        ],
        ["POST /api/reviews/{id}/decide"] =
        [
            "RefusedInputTests.A_body_out_of_bounds_is_refused",
            "ReviewTurnTests.What_policy_lets_nobody_write_is_refused_to_reviewers_too",
        ],
        ["POST /api/reviews/{id}/escalate"] = ["RefusedInputTests.A_body_out_of_bounds_is_refused"],
        ["POST /api/reviews/{id}/lease"] = ["RefusedInputTests.A_body_out_of_bounds_is_refused"],
        ["POST /api/reviews/{id}/notes"] = ["RefusedInputTests.A_body_out_of_bounds_is_refused"],
        ["POST /api/reviews/{id}/reopen"] = ["RefusedInputTests.A_body_out_of_bounds_is_refused"],
        ["POST /api/rewrite"] =
        [
            "BadRequestTests.Half_a_pair_of_surrogates_is_told_to_be_no_text_wherever_it_stands",
        ],
        ["PUT /api/settings"] =
        [
            "SettingsEndpointTests.Only_right_values_for_known_settings_with_a_reason_are_taken_and_none_of_them_otherwise",
        ],
        ["POST /api/settings/rollback"] = ["RefusedInputTests.A_body_out_of_bounds_is_refused"],
        ["POST /api/summarize"] =
        [
            "BadRequestTests.Half_a_pair_of_surrogates_is_told_to_be_no_text_wherever_it_stands",
        ],
        ["POST /api/tasks"] =
        [
            "BadRequestTests.Half_a_pair_of_surrogates_is_told_to_be_no_text_wherever_it_stands",
            "BadRequestTests.An_unknown_mode_is_told_the_valid_ones",
        ],
        ["POST /api/telemetry/browser-failures"] =
        [
            "BadRequestTests.A_report_cannot_write_lines_of_its_own_into_the_log",
        ],
        ["POST /api/telemetry/contract-mismatches"] =
        [
            "BadRequestTests.A_mismatch_names_one_of_the_kinds_there_are_and_writes_no_lines_of_its_own",
        ],
        ["POST /api/translate"] =
        [
            "BadRequestTests.A_message_that_cannot_be_processed_is_told_why",
            "BadRequestTests.A_text_too_long_is_refused",
        ],
        ["POST /api/webhooks"] =
        [
            "WebhookEndpointsTests.An_endpoint_that_may_not_be_called_or_asks_for_what_is_not_there_is_refused",
        ],
        ["PUT /api/webhooks/{id}"] = ["RefusedInputTests.A_body_out_of_bounds_is_refused"],
        ["POST /mcp"] =
        [
            "McpDoorTests.A_body_that_is_no_message_is_an_error_of_the_protocol",
            "McpDoorTests.Arguments_that_are_wrong_are_a_tool_error_that_names_them",
        ],
        ["POST /v1/chat/completions"] =
        [
            "DoorTests.Errors_are_in_the_shape_that_clients_know",
            "RequestScannerTests.What_is_wrong_is_told",
            "RequestScannerTests.What_is_nested_too_deep_is_refused",
        ],
        ["POST /v1/embeddings"] =
        [
            "DoorTests.Errors_are_in_the_shape_that_clients_know",
            "RequestScannerTests.What_is_wrong_is_told",
        ],

        ["GET /api/access/explain (query)"] = ["PeopleEndpointsTests.It_is_explained_why_somebody_may_or_may_not"],
        ["GET /api/access/people (query)"] = ["RefusedInputTests.A_query_out_of_bounds_is_refused"],
        ["POST /api/access/session (query)"] =
        [
            "SignInTests.A_providers_token_in_a_link_signs_nobody_in",
        ],
        ["GET /api/access/sessions (query)"] =
        [
            "SessionEndpointTests.Somebody_elses_are_for_who_may_manage_access_and_of_the_same_tenant",
        ],
        ["GET /api/audit (query)"] =
        [
            "AuditEndpointTests.A_record_is_found_by_what_it_says_and_by_the_exact_text_it_is_about",
        ],
        ["GET /api/audit/platform (query)"] = ["RefusedInputTests.A_query_out_of_bounds_is_refused"],
        ["GET /api/conversations (query)"] = ["ConversationEndpointTests.Messages_are_read_page_by_page"],
        ["GET /api/conversations/{conversationId}/messages (query)"] =
        [
            "ConversationEndpointTests.Messages_are_read_page_by_page",
        ],
        ["GET /api/cost-latency (query)"] = ["MetadataTests.A_question_about_nothing_is_refused"],
        ["GET /api/events (query)"] =
        [
            "RefusedInputTests.A_query_out_of_bounds_is_refused",
            "EventStreamTests.A_filter_that_cannot_be_is_refused",
        ],
        ["GET /api/glossary (query)"] = ["GlossaryEndpointTests.What_makes_no_sense_is_refused_by_field"],
        ["PUT /api/glossary/{id} (query)"] =
        [
            "GlossaryEndpointTests.A_channels_terms_are_for_its_members_and_those_who_manage",
        ],
        ["DELETE /api/glossary/{id} (query)"] =
        [
            "GlossaryEndpointTests.A_channels_terms_are_for_its_members_and_those_who_manage",
        ],
        ["GET /api/glossary/export (query)"] = ["RefusedInputTests.A_query_out_of_bounds_is_refused"],
        ["POST /api/glossary/import (query)"] =
        [
            "GlossaryFileEndpointTests.What_cannot_be_imported_says_why_by_row_and_nothing_is",
        ],
        ["GET /api/replies/dead (query)"] = ["RefusedInputTests.A_query_out_of_bounds_is_refused"],
        ["GET /api/reviews (query)"] = ["RefusedInputTests.A_query_out_of_bounds_is_refused"],
        ["GET /api/reviews/events (query)"] = ["ReviewTurnTests.A_position_that_is_no_number_is_refused"],
        ["GET /api/settings/history (query)"] = ["RefusedInputTests.A_query_out_of_bounds_is_refused"],
        ["GET /api/tasks (query)"] =
        [
            "RefusedInputTests.A_query_out_of_bounds_is_refused",
            "ListTests.A_cursor_that_was_not_given_out_is_an_error",
        ],
        ["GET /api/tasks/{taskId} (query)"] =
        [
            "RefusedInputTests.A_query_out_of_bounds_is_refused",
            "EventStreamTests.A_task_shows_its_newest_events_and_leads_to_the_older_ones",
        ],
        ["GET /api/tasks/{taskId}/events (query)"] = ["BadRequestTests.A_position_that_is_no_sequence_is_refused"],
        ["GET /api/reviews/metrics (query)"] =
        [
            "ReviewMetricsEndpointTests.A_window_that_cannot_be_is_refused_with_the_reason",
        ],
        ["GET /api/usage (query)"] =
        [
            "BudgetsEndpointTests.Everyone_sees_their_own_usage_and_the_tenants_only_who_may",
        ],
        ["GET /api/usage/ledger (query)"] =
        [
            "BudgetsEndpointTests.The_newest_settlements_are_read_by_who_may_see_everyones",
        ],
        ["GET /api/webhooks/{id}/deliveries (query)"] = ["RefusedInputTests.A_query_out_of_bounds_is_refused"],

        ["Stage5:Access AccessOptions"] =
        [
            "OptionTests.Access",
            "OptionTests.Keys_of_another_curve",
            "StartTests.What_rooms_need_besides_their_options_is_told_with_the_rest",
        ],
        ["Stage5:Access IssuerOptions"] =
        [
            "IssuersOptionsTests.What_is_wrong_is_said_in_a_sentence_that_names_the_key",
        ],
        ["Stage5:Answers AnswerOptions"] = ["OptionTests.Answers"],
        ["Stage5:Audit AuditOptions"] = ["OptionTests.Audit", "OptionTests.Keys_of_another_curve"],
        ["Stage5:Callbacks CallbackSourceOptions"] =
        [
            "CallbackProofTests.A_source_that_cannot_be_believed_stops_the_start_and_says_why",
        ],
        ["Stage5:Conversations ConversationOptions"] =
        [
            "ReplyServicesTests.Options_of_conversations_that_cannot_work_are_refused",
        ],
        ["Stage5:Drafts DraftOptions"] = ["OptionTests.Drafts"],
        ["Stage5:Glossary GlossaryOptions"] = ["OptionTests.Glossary"],
        ["Stage5:Models:Providers:{id} ProviderOptions"] =
        [
            "ModelsOptionsTests.Every_wrong_value_is_named_at_once_at_the_start",
        ],
        ["Stage5:Recall RecallOptions"] = ["OptionTests.Recall"],
        ["Stage5:Replies ReplyOptions"] = ["ReplyServicesTests.Options_of_replies_that_cannot_work_are_refused"],
        ["Stage5:Reviews ReviewOptions"] = ["OptionTests.Reviews"],
        ["Stage5:Reviews ReviewPolicyOptions"] = ["OptionTests.Policy_of_reviews"],
        ["Stage5:Secrets SecretOptions"] = ["OptionTests.Secrets"],
        ["Stage5:Tasks TaskOptions"] = ["TaskServicesTests.Options_that_cannot_work_are_refused"],
        ["Stage5:Turns TurnOptions"] = ["OptionTests.Turns"],
        ["Stage5:Webhooks WebhookOptions"] = ["OptionTests.Webhooks"],
        ["Stage5:Worker WorkerOptions"] = ["OptionTests.Worker"],
        ["Stage5:Budgets GuardOptions"] = ["GuardOptionsTests.Every_wrong_value_and_unknown_key_is_named_at_once"],
        ["Stage5:Compliance CompliancePolicies"] = ["PolicyTests.Every_error_is_named_at_once_at_the_start"],
        ["Stage5:Guards GuardOptions"] = ["GuardOptionsTests.Every_wrong_value_and_unknown_key_is_named_at_once"],
        ["Stage5:Limits GuardOptions"] = ["GuardOptionsTests.Every_wrong_value_and_unknown_key_is_named_at_once"],
        ["Stage5:Routing RoutingOptions"] = ["RoutingOptionsTests.Every_error_is_named_at_once"],
        ["Stage5:Tones Tones"] = ["OptionTests.Tones"],
        ["ConnectionStrings:cache ConfigurationOptions"] =
        [
            "StartTests.What_rooms_need_besides_their_options_is_told_with_the_rest",
        ],
        ["ConnectionStrings:secrets address"] = ["StartTests.Ten_mistakes_are_ten_clear_lines_and_exit_78"],
        ["ConnectionStrings:vectors QdrantOptions"] =
        [
            "QdrantTests.A_connection_string_that_is_none_is_refused_without_repeating_it",
        ],
        ["OTEL_EXPORTER_OTLP_ENDPOINT address"] = ["StartTests.The_dashboard_says_its_ten_too"],
        ["Stage5:Cors list"] = ["CorsTests.Everything_that_is_no_origin_is_named_at_the_start"],
        ["Stage5:Proxies list"] = ["TrustedProxiesTests.Every_entry_that_is_no_address_is_named_at_the_start"],
        ["Stage5:Web:SignIn SignInSettings"] =
        [
            "SignInSettingsTests.What_is_wrong_is_said_in_a_sentence_that_names_the_key",
        ],
        ["services:api address"] = ["StartTests.The_dashboard_says_its_ten_too"],

        ["answers of OpenAI's wire"] =
        [
            "OpenAICompatibleTests.An_answer_that_is_no_completion_is_an_error",
            "WireTests.An_answer_without_end_is_given_up_and_not_held",
        ],
        ["answers of Anthropic's wire"] =
        [
            "AnthropicTests.An_answer_that_is_no_message_is_an_error",
            "AnthropicTests.A_stream_without_message_stop_is_an_error_after_what_came",
        ],
        ["answers under /v1"] =
        [
            "AnswerScannerTests.What_is_no_answer_is_none",
            "EventSplitterTests.An_event_without_an_end_is_not_collected_for_ever",
        ],
        ["text of Apertium's pipelines"] = ["ApertiumTextTests.An_answer_is_read_back_or_found_damaged"],
        ["vectors of an embedding model"] = ["HybridTests.A_server_that_fails_leaves_words"],
        ["answers of Qdrant"] = ["QdrantTests.A_wrong_key_leaves_words"],
        ["answers of a vault"] =
        [
            "VaultTests.A_forbidden_secret_is_missing_even_if_it_was_there_or_configuration_has_it",
            "VaultTests.While_the_vault_is_broken_the_last_value_is_served_as_stale",
        ],
        ["an issuer's discovery document"] =
        [
            "IssuerKeysTests.An_issuer_that_says_something_it_may_not_say_is_not_believed",
        ],
        ["an issuer's keys"] =
        [
            "JwtKeySetTests.What_is_no_key_set_is_none",
            "JwtKeySetTests.A_set_of_more_than_a_hundred_keys_is_none",
            "JwtFuzzTests.A_changed_key_set_never_throws",
        ],
        ["tokens of issuers"] =
        [
            "IssuerTokensTests.A_token_without_what_it_needs_is_nobody",
            "JwtFuzzTests.A_changed_token_is_never_accepted_and_never_throws",
        ],
        ["the sign-in provider's document"] =
        [
            "SignInProviderTests.A_document_that_leads_nowhere_safe_is_not_believed",
        ],
        ["the sign-in provider's tokens"] = ["SignInTests.A_token_that_answers_another_sign_in_is_refused"],
        ["an activity of Teams"] =
        [
            "TeamsSignatureTests.An_activity_that_does_not_say_so_is_no_call",
            "CallbackTests.A_call_from_Teams_needs_its_signature_a_time_near_ours_and_a_name",
        ],
        ["a signed message.created"] = ["CallbackTests.What_is_signed_and_makes_no_sense_is_told_so"],
        ["answers of webhook receivers"] =
        [
            "WebhookSenderTests.An_answer_is_what_its_status_says_and_no_redirect_is_followed",
            "WebhookSenderTests.An_answer_without_end_is_not_read_to_its_end",
        ],
        ["what is published in the store"] =
        [
            "FollowTests.A_quiet_conversation_is_a_heartbeat_every_interval_and_heals_what_was_not_heard",
        ],
        ["records of the audit"] =
        [
            "AuditChainTests.Every_single_byte_that_is_changed_is_found_at_its_record",
            "TamperTests.A_sealed_record_that_is_edited_is_found",
        ],
        ["settings in the store"] = ["SettingsCatalogueTests.What_is_stored_and_cannot_be_does_not_act"],
    };

    public static string[] Of(ValidationInventory.Row row) =>
        Named.GetValueOrDefault(row.Where) ?? Named.GetValueOrDefault(Key(row)) ?? [];

    /// <summary>What is named and is no test of this assembly, and names of rows that are no more.</summary>
    public static IEnumerable<string> Wrong(IReadOnlyList<ValidationInventory.Row> rows)
    {
        var tests = typeof(ValidatingTests).Assembly.GetTypes().SelectMany(type => type
            .GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
            .Where(method => method.GetCustomAttributes().OfType<IFactAttribute>().Any())
            .Select(method => $"{type.Name}.{method.Name}")).ToHashSet(StringComparer.Ordinal);
        var known = rows.SelectMany(row => new[] { row.Where, Key(row) }).ToHashSet(StringComparer.Ordinal);
        return Named.Values.SelectMany(named => named).Where(named => !tests.Contains(named)).Select(named => $"no test: {named}")
            .Concat(Named.Keys.Where(key => !known.Contains(key)).Select(key => $"no row: {key}"));
    }

    // Two option types may have one section.
    private static string Key(ValidationInventory.Row row) => $"{row.Where} {row.Type}";
}
