using System.ComponentModel.DataAnnotations;

namespace Stage5.Contracts;

/// <summary>A turn to run in the background: a kind, and what the call of that kind takes.</summary>
public sealed record TaskRequest : TurnCall
{
    /// <summary>What to do: <c>translate</c>, <c>rewrite</c>, <c>summarize</c> or <c>reply</c>.</summary>
    [Required(ErrorMessage = "kind is required.")]
    [AllowedValues(TaskKinds.Translate, TaskKinds.Rewrite, TaskKinds.Summarize, TaskKinds.Reply,
        ErrorMessage = "kind must be one of: translate, rewrite, summarize, reply.")]
    public string Kind { get; init; } = "";

    /// <summary><c>live</c> when a person waits (the default), <c>batch</c> when nobody does.</summary>
    [AllowedValues(null, Lanes.Live, Lanes.Batch, ErrorMessage = "lane must be one of: live, batch.")]
    public string? Lane { get; init; }

    /// <inheritdoc cref="TranslateRequest.Text"/>
    public string Text { get; init => field = value ?? ""; } = "";

    /// <summary>For <c>rewrite</c> and <c>reply</c>: the person's own edit, which stands for the text.</summary>
    public string? EditedText { get; init; }

    /// <summary>The language wanted, BCP 47. Required to translate and to reply; of a summary, the text's if absent.</summary>
    [RegularExpression(Limits.LanguagePattern, ErrorMessage = "targetLanguage must be a BCP 47 tag such as es or pt-BR.")]
    public string? TargetLanguage { get; init; }

    /// <inheritdoc cref="TranslateRequest.SourceLanguage"/>
    [RegularExpression(Limits.LanguagePattern, ErrorMessage = "sourceLanguage must be a BCP 47 tag such as en.")]
    public string? SourceLanguage { get; init; }

    /// <inheritdoc cref="TranslateRequest.AdditionalTargetLanguages"/>
    [MaxLength(Limits.AdditionalLanguages, ErrorMessage = "additionalTargetLanguages must be at most 16.")]
    public IReadOnlyList<string>? AdditionalTargetLanguages { get; init; }

    /// <inheritdoc cref="TranslateRequest.Tone"/>
    [StringLength(Limits.NameLength, ErrorMessage = "tone must be at most 64 characters.")]
    public string? Tone { get; init; }

    /// <inheritdoc cref="TranslateRequest.Glossary"/>
    [AllowedValues(null, GlossaryModes.Apply, GlossaryModes.Bypass, GlossaryModes.AskOnConflict,
        ErrorMessage = "glossary must be one of: apply, bypass, askOnConflict.")]
    public string? Glossary { get; init; }

    /// <inheritdoc cref="TranslateRequest.GlossaryDecisions"/>
    [MaxLength(Limits.Decisions, ErrorMessage = "glossaryDecisions must be at most 200.")]
    public IReadOnlyList<GlossaryDecision>? GlossaryDecisions { get; init; }

    /// <inheritdoc cref="TranslateRequest.Context"/>
    [StringLength(Limits.ContextLength, ErrorMessage = "context must be at most 5,000 characters.")]
    public string? Context { get; init; }

    /// <inheritdoc cref="SummarizeRequest.MaxSentences"/>
    [Range(1, Limits.Sentences, ErrorMessage = "maxSentences must be 1 to 50.")]
    public int? MaxSentences { get; init; }

    /// <inheritdoc cref="ReplyRequest.Delivery"/>
    [AllowedValues(null, DeliveryModes.Attachment, DeliveryModes.Broadcast, DeliveryModes.PerMember,
        ErrorMessage = "delivery must be one of: attachment, broadcast, perMember.")]
    public string? Delivery { get; init; }

    /// <summary>
    /// <c>webhook</c> sends the text to the tenant's webhook endpoints that take <c>reply.delivered</c>; it needs a
    /// conversation. Absent, a reply goes into its conversation and everything else is only answered.
    /// </summary>
    [AllowedValues(null, DeliveryChannels.Conversation, DeliveryChannels.Webhook,
        ErrorMessage = "channel must be one of: conversation, webhook.")]
    public string? Channel { get; init; }
}

/// <summary>The values of <see cref="TaskRequest.Kind"/>.</summary>
public static class TaskKinds
{
    public const string Translate = "translate";
    public const string Rewrite = "rewrite";
    public const string Summarize = "summarize";
    public const string Reply = "reply";
}

/// <summary>The two lanes of the queue.</summary>
public static class Lanes
{
    public const string Live = "live";
    public const string Batch = "batch";
}
