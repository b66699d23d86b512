extern alias api;

using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Validation;
using Stage5.Contracts;
using Stage5.Core.Configuration;
using Stage5.Tests.Api;

namespace Stage5.Tests.Configuration;

/// <summary>What comes in from outside, what checks it, and which tests say that it does.</summary>
internal static class ValidationInventory
{
    /// <summary>Bodies whose validator is not generated from annotations.</summary>
    private static readonly Dictionary<string, string> ByHand = new(StringComparer.Ordinal)
    {
        [nameof(ConfigTrial)] = "`TrialDocument` (an object; keys, their length), then every validator of a start",
        [nameof(ApplyGlossaryRequest)] = "`ApplyGlossaryEndpoint` (length, languages, conversation)",
        [nameof(ReviewLeaseRequest)] = "a flag, which its type checks",
        [nameof(GlossaryEntryInput)] = "`GlossaryEditor`, every error of a term at once",
        ["JsonRpcMessage"] = "`McpDoor`, then `ArgumentCheck` with the tool's schema",
    };

    /// <summary>Addresses that read their body themselves.</summary>
    private static readonly (string Where, string What, string Validator)[] Streams =
    [
        ("POST /v1/chat/completions", "OpenAI's chat completion", "`RequestScanner`, `CallBounds`"),
        ("POST /v1/embeddings", "OpenAI's embeddings", "`RequestScanner`, `CallBounds`"),
        ("POST /api/glossary/import", "CSV and TBX", "`CsvParser`, `TbxEntries` behind `XmlGuard`, `BoundedStream`"),
        ("POST /api/callbacks/{source}", "Standard Webhooks, Teams activity", "`SignatureHandler` (256 KiB, signature, time, id), "
            + "`CallbackEvent`"),
    ];

    /// <summary>What takes no body though its method could: nothing reads one.</summary>
    private static readonly HashSet<string> Bodiless = new(StringComparer.Ordinal)
    {
        "DELETE /api/access/session", "DELETE /api/access/sessions/{id}", "DELETE /api/glossary/{id}",
        "DELETE /api/keys/{id}", "DELETE /api/keys/platform/{id}", "DELETE /api/offline-drafts/{draftId}",
        "DELETE /api/tasks/{taskId}",
        "DELETE /api/webhooks/{id}", "POST /api/access/session", "POST /api/access/session/refresh",
        "POST /api/replies/{id}/retry", "POST /api/reviews/{id}/release", "POST /api/tasks/{taskId}/deliveries/resume",
        "POST /api/webhooks/deliveries/{id}/replay", "POST /api/webhooks/{id}/rotate", "POST /api/webhooks/{id}/test",
    };

    /// <summary>Who looks at a query; what its parameters' annotations say is looked at before.</summary>
    private static readonly Dictionary<string, string> Queries = new(StringComparer.Ordinal)
    {
        ["GET /api/access/explain"] = "`PeopleEndpoints` (a permission that there is, a person that was seen)",
        ["GET /api/access/people"] = "`PeopleEndpoints` (bounds, cursor)",
        ["POST /api/access/session"] = "`AccessEndpoints` (what the bearer token is)",
        ["GET /api/access/sessions"] = "`SessionEndpoints` (a person of the tenant)",
        ["GET /api/audit"] = "`AuditEndpoints` (times, format, cursor, bounds)",
        ["GET /api/audit/platform"] = "`AuditEndpoints` (times, format, cursor, bounds)",
        ["GET /api/conversations"] = "`ConversationEndpoints` (cursor)",
        ["GET /api/conversations/{conversationId}/messages"] = "`MessageEndpoints` (positions)",
        ["GET /api/cost-latency"] = "`MetadataReader` (languages, length, model)",
        ["GET /api/glossary"] = "`GlossaryAccess`, `GlossaryEndpoints` (scope, languages, bounds, cursor)",
        ["DELETE /api/glossary/{id}"] = "`GlossaryAccess` (a conversation that the caller is in)",
        ["PUT /api/glossary/{id}"] = "`GlossaryAccess` (a conversation that the caller is in)",
        ["GET /api/glossary/export"] = "`GlossaryFileEndpoints` (format, scope)",
        ["POST /api/glossary/import"] = "`GlossaryFileEndpoints` (format, scope, languages)",
        ["GET /api/replies/dead"] = "",
        ["GET /api/reviews"] = "`ReviewQueue` (cursor)",
        ["GET /api/reviews/events"] = "`ReviewEventStream` (a position)",
        ["GET /api/settings/history"] = "`SettingsEndpoints` (bounds)",
        ["GET /api/tasks"] = "`TaskStore` (cursor)",
        ["GET /api/tasks/{taskId}/events"] = "`TaskEventsEndpoint` (a position)",
        ["GET /api/usage"] = "`BudgetsEndpoints` (dates in order, not too far, a scope that there is)",
        ["GET /api/usage/ledger"] = "`BudgetsEndpoints` (bounds)",
        ["GET /api/webhooks/{id}/deliveries"] = "`WebhooksEndpoints` (a state that there is)",
    };

    /// <summary>What other systems send: the adapter and its check.</summary>
    private static readonly (string Payload, string Adapter, string Validator)[] Adapters =
    [
        ("answers of OpenAI's wire", "OpenAICompatibleChatClient", "`WireMapping`, `EndMarker`, `WireFailures`, `RefusalHandler`"),
        ("answers of Anthropic's wire", "AnthropicChatClient", "`EndMarker`, `WireFailures`, `TryLimit`"),
        ("answers under /v1", "AnswerScanner", "`AnswerScanner`, `EventSplitter`, `PartLimit`"),
        ("text of Apertium's pipelines", "ApertiumChatClient", "`ApertiumText`, `ApertiumUnit`"),
        ("vectors of an embedding model", "EmbeddingWire", "`EmbeddingWire` (count, length, finite numbers)"),
        ("answers of Qdrant", "QdrantApi", "`QdrantApi` (status, shape)"),
        ("answers of a vault", "VaultSource", "`VaultAnswer`, `VaultFailures`"),
        ("an issuer's discovery document", "IssuerDiscovery", "`IssuerMetadata` (size, issuer, safe addresses)"),
        ("an issuer's keys", "JwtKeySet", "`JwtKeySet`, `JwtKey` (size, number, curve, use)"),
        ("tokens of issuers", "IssuerTokens", "`JwtVerifier` (algorithm, key, issuer, audience, times), `IssuerTokens`"),
        ("the sign-in provider's document", "SignInProvider", "`SignInProvider` (64 KiB, safe addresses)"),
        ("the sign-in provider's tokens", "SignInHandler", "`IdToken` (audience, nonce), then the API's own verifier"),
        ("an activity of Teams", "TeamsMessage", "`TeamsSignature` (signature, id, time), `TeamsMessage` (user, text)"),
        ("a signed message.created", "MessageCreated", "`CallbackEvent`, then the checks of a task's request"),
        ("answers of webhook receivers", "WebhookSender", "`WebhookSender` (status, Retry-After, 16 KiB of the body, no redirect)"),
        ("what is published in the store", "ChannelHub", "`ChannelHub` drops what cannot be read"),
        ("records of the audit", "AuditVerifier", "`AuditChain`, `AuditVerifier`"),
        ("settings in the store", "SettingsCatalogue", "`SettingDefinition.TryRead`: what is out of bounds does not act"),
    ];

    public static IReadOnlyList<Row> Requests(ApiInMemory api)
    {
        var known = api.Services.GetRequiredService<IOptions<ValidationOptions>>().Value;
        return
        [
            .. from endpoint in Endpoints(api)
               let body = endpoint.Metadata.GetMetadata<IAcceptsMetadata>()?.RequestType
               where body is not null && body != typeof(void) && Streams.All(one => one.Where != Where(endpoint))
               select new Row(Where(endpoint), body.Name, ValidatorOf(body, known)),
            .. Streams.Select(one => new Row(one.Where, one.What, one.Validator)),
        ];
    }

    /// <summary>Addresses that could take a body and are in no list: nobody says what checks it.</summary>
    public static IReadOnlyList<string> Unlisted(ApiInMemory api)
    {
        string[] open =
        [
            .. Endpoints(api).Where(endpoint => endpoint.Metadata.GetMetadata<IAcceptsMetadata>() is null)
                .Select(Where).Where(where => !where.StartsWith("GET ", StringComparison.Ordinal)),
        ];
        return [.. open.Where(where => !Bodiless.Contains(where) && Streams.All(one => one.Where != where)),
            .. Bodiless.Except(open).Select(gone => $"{gone} is listed and not there")];
    }

    public static IReadOnlyList<Row> Query(ApiInMemory api) =>
    [
        .. from endpoint in Endpoints(api)
           let parameters = QueryOf(endpoint)
           where parameters.Length > 0
           let annotated = parameters.Any(one => one.Annotated) ? "annotations, generated" : ""
           let own = Queries.GetValueOrDefault(Where(endpoint))
           let all = string.Join("; ", new[] { annotated, own ?? "" }.Where(text => text.Length > 0))
           select new Row($"{Where(endpoint)} (query)", string.Join(", ", parameters.Select(one => one.Name)),
               own is null || all.Length == 0 ? null : all),
    ];

    public static IReadOnlyList<Row> Options() =>
        [.. DeclaredTypes().Select(one => new Row(one.Section, one.Type, one.Validator))];

    public static IReadOnlyList<Row> Payloads() =>
        [.. Adapters.Select(one => new Row(one.Payload, one.Adapter, one.Validator))];

    public static string Page(ApiInMemory api)
    {
        var page = new StringBuilder();
        Table("Requests", "address", Requests(api));
        Table("Queries", "address", Query(api));
        Table("Options", "section", Options());
        Table("What other systems send", "payload", Payloads());
        return page.ToString();

        void Table(string title, string first, IReadOnlyList<Row> rows)
        {
            page.Append(CultureInfo.InvariantCulture, $"\n## {title}\n\n| {first} | type | validator | tests |\n|---|---|---|---|\n");
            foreach (var row in rows)
                page.Append(CultureInfo.InvariantCulture, $"| `{row.Where}` | `{row.Type}` | {row.Validator} | "
                    + $"{string.Join(", ", ValidatingTests.Of(row).Select(test => $"`{test}`"))} |\n");
        }
    }

    private static IEnumerable<RouteEndpoint> Endpoints(ApiInMemory api) =>
        api.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .OrderBy(endpoint => endpoint.RoutePattern.RawText!.Trim('/'), StringComparer.Ordinal)
            .ThenBy(Where, StringComparer.Ordinal);

    private static string Where(RouteEndpoint endpoint) =>
        $"{endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods[0] ?? "GET"} "
        + $"/{endpoint.RoutePattern.RawText!.Trim('/')}";

    // Parameters of a handler that are in no route and no header, and properties of those that collect them.
    private static (string Name, bool Annotated)[] QueryOf(RouteEndpoint endpoint) =>
    [
        .. (endpoint.Metadata.GetMetadata<MethodInfo>()?.GetParameters() ?? [])
            .SelectMany(parameter => parameter.IsDefined(typeof(AsParametersAttribute))
                ? parameter.ParameterType.GetProperties().Select(one => (one.Name, Type: one.PropertyType, Of: (ICustomAttributeProvider)one))
                : [(parameter.Name!, parameter.ParameterType, parameter)])
            .Where(one => IsSimple(one.Type) && endpoint.RoutePattern.GetParameter(one.Name) is null
                && !one.Of.IsDefined(typeof(FromHeaderAttribute), inherit: true))
            .Select(one => (JsonNamingPolicy.CamelCase.ConvertName(one.Name),
                one.Of.IsDefined(typeof(ValidationAttribute), inherit: true))),
    ];

    private static bool IsSimple(Type type) => (Nullable.GetUnderlyingType(type) ?? type) is var bare
        && (bare == typeof(string) || bare.IsPrimitive || bare.IsEnum
            || bare == typeof(DateOnly) || bare == typeof(DateTimeOffset) || bare == typeof(Guid));

    private static IEnumerable<(string Section, string Type, string Validator)> DeclaredTypes()
    {
        using var services = DeclaredKeys.Core();
        return
        [
            .. services.GetServices<OptionKey>().Where(key => key.Property is not null)
                .Select(key => (Section: key.Key.Key[..key.Key.Key.LastIndexOf(':')].Replace(":{name}", "", StringComparison.Ordinal),
                    Type: key.Property!.DeclaringType!))
                .DistinctBy(one => one.Type).OrderBy(one => one.Section, StringComparer.Ordinal)
                .Select(one => (Trim(one.Section, one.Type), one.Type.Name, ValidatorOf(one.Type))),
            ("Stage5:Budgets", nameof(Core.Guards.GuardOptions), "`GuardOptionsReader`"),
            ("Stage5:Compliance", nameof(Core.Guards.Compliance.CompliancePolicies), "`CompliancePolicies`"),
            ("Stage5:Guards", nameof(Core.Guards.GuardOptions), "`GuardOptionsReader`"),
            ("Stage5:Limits", nameof(Core.Guards.GuardOptions), "`GuardOptionsReader`"),
            ("Stage5:Routing", nameof(Core.Models.Routing.RoutingOptions), "`RoutingLevelReader`"),
            ("Stage5:Tones", nameof(Core.Language.Tones), "`Tones`"),
            ("ConnectionStrings:cache", "ConfigurationOptions", "`StoreRule`"),
            ("ConnectionStrings:secrets", "address", "`VaultRule`"),
            ("ConnectionStrings:vectors", "QdrantOptions", "`QdrantOptions`"),
            ("OTEL_EXPORTER_OTLP_ENDPOINT", "address", "`HostRule`"),
            ("Stage5:Cors", "list", "`CorsRule`"),
            ("Stage5:Proxies", "list", "`HostRule`"),
            ("Stage5:Web:SignIn", "SignInSettings", "`SignInRule`"),
            ("services:api", "address", "`ApiAddressRule`"),
        ];
    }

    private static string Trim(string section, Type type) => type == typeof(Core.Models.ProviderOptions)
        ? "Stage5:Models:Providers:{id}"
        : string.Join(':', section.Split(':').Take(2));

    private static string ValidatorOf(Type options)
    {
        if (options == typeof(Core.Models.ProviderOptions)) return "`ModelsOptionsReader`, `ModelsOptionsValidator`";
        if (options == typeof(Core.Secrets.SecretOptions)) return "types, `SecretOptionsValidator`";
        if (options == typeof(Core.Access.Issuers.IssuerOptions)) return "`IssuersOptionsReader`, `IssuersOptionsValidator`";
        if (options == typeof(Core.Webhooks.CallbackSourceOptions))
            return "`CallbackOptionsValidator`, `CallbackSecretsValidator`";
        var annotated = options.GetProperties().Any(property => property.GetCustomAttributes<ValidationAttribute>().Any());
        var own = typeof(IValidatableObject).IsAssignableFrom(options);
        return "types" + (annotated ? ", annotations" : "") + (own ? ", `Validate`" : "");
    }

#pragma warning disable ASP0029 // May change with the framework; then this test says so.
    private static string? ValidatorOf(Type body, ValidationOptions known) =>
        ByHand.GetValueOrDefault(body.Name)
        ?? (known.TryGetValidatableTypeInfo(body, out _) ? "annotations, generated" : null);
#pragma warning restore ASP0029

    /// <param name="Validator">Null for none.</param>
    internal sealed record Row(string Where, string Type, string? Validator);
}
