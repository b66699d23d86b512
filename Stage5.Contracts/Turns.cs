using System.ComponentModel.DataAnnotations;

namespace Stage5.Contracts;

/// <summary>A message to translate.</summary>
public record TranslateRequest
{
    /// <summary>The text, 1 to 50,000 UTF-16 code units. Placeholders, URLs, mentions and code spans are kept.</summary>
    [Required(ErrorMessage = "text is required.")]
    [StringLength(Limits.TextLength, ErrorMessage = "text must be at most 50,000 characters.")]
    public string Text { get; init; } = "";

    /// <summary>The language wanted, BCP 47 (<c>es</c>, <c>pt-BR</c>).</summary>
    [Required(ErrorMessage = "targetLanguage is required.")]
    [RegularExpression(Limits.LanguagePattern, ErrorMessage = "targetLanguage must be a BCP 47 tag such as es or pt-BR.")]
    public string TargetLanguage { get; init; } = "";

    /// <summary>The language of the text, BCP 47.</summary>
    [RegularExpression(Limits.LanguagePattern, ErrorMessage = "sourceLanguage must be a BCP 47 tag such as en.")]
    public string? SourceLanguage { get; init; }

    /// <summary>The conversation the message belongs to, if any.</summary>
    [RegularExpression("^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$",
        ErrorMessage = "conversationId must be letters, digits, _ and -, at most 64.")]
    public string? ConversationId { get; init; }

    /// <summary>Mode and profile asked for; absent means the default mode.</summary>
    public Processing? Processing { get; init; }
}

/// <summary>A turn to run in the background.</summary>
public sealed record TaskRequest : TranslateRequest
{
    /// <summary>What to do: <c>translate</c>.</summary>
    [Required(ErrorMessage = "kind is required.")]
    [AllowedValues(TaskKinds.Translate, ErrorMessage = "kind must be one of: translate.")]
    public string Kind { get; init; } = "";

    /// <summary><c>live</c> when a person waits (the default), <c>batch</c> when nobody does.</summary>
    [AllowedValues(null, Lanes.Live, Lanes.Batch, ErrorMessage = "lane must be one of: live, batch.")]
    public string? Lane { get; init; }
}

/// <summary>A finished translation.</summary>
/// <param name="TaskId">The turn's durable record; its log is at <c>/api/tasks/{taskId}/events</c>.</param>
/// <param name="Text">The translation.</param>
/// <param name="SourceLanguage">BCP 47.</param>
/// <param name="TargetLanguage">BCP 47.</param>
/// <param name="Receipt">What was asked for, what was used and how long it took.</param>
public sealed record TranslateResponse(
    string TaskId, string Text, string SourceLanguage, string TargetLanguage, Receipt Receipt);

/// <summary>What happened in a turn. Every figure is measured; what was not measured is null.</summary>
/// <param name="Requested">What the caller asked for.</param>
/// <param name="Effective">What policy made of it.</param>
/// <param name="Served">Who answered; null when nobody did.</param>
/// <param name="Usage">Tokens as counted by the engine.</param>
/// <param name="Stages">The pipeline's stages in order.</param>
/// <param name="DurationMs">Whole turn, milliseconds.</param>
/// <param name="TraceId">W3C trace id of the turn.</param>
/// <param name="Cost">Null when the price is unknown.</param>
/// <param name="Tries">Each call of a provider in order, the one that answered included.</param>
/// <param name="Candidates">Who could have answered, in order of preference, and who could not and why.</param>
/// <param name="Protected">What was found in the text and what was done about it.</param>
public sealed record Receipt(
    ReceiptMode Requested,
    ReceiptMode Effective,
    ReceiptServed? Served,
    TokenUsage Usage,
    IReadOnlyList<ReceiptStage> Stages,
    double DurationMs,
    string? TraceId,
    ReceiptCost? Cost = null,
    IReadOnlyList<ReceiptTry>? Tries = null,
    IReadOnlyList<ReceiptCandidate>? Candidates = null,
    IReadOnlyList<ReceiptFinding>? Protected = null);

/// <summary>A mode and, where one was named or chosen, a profile.</summary>
public sealed record ReceiptMode(string Mode, string? Profile);

/// <summary>The provider (its configured id) and the model that answered.</summary>
public sealed record ReceiptServed(string Provider, string Model);

/// <summary>Tokens as the engine reported them; null where it does not count.</summary>
public sealed record TokenUsage(long? InputTokens, long? OutputTokens);

/// <summary>
/// One stage of the pipeline: <c>completed</c>, <c>skipped</c> (with the reason), <c>failed</c> or <c>stopped</c>.
/// </summary>
public sealed record ReceiptStage(string Name, string Status, double DurationMs, string? Reason = null);

/// <summary>What the turn cost, in units of the currency.</summary>
/// <param name="PriceVersion">Of the price list it was reckoned by.</param>
/// <param name="Estimated">True when a provider did not say what it used: the amount is an upper bound.</param>
public sealed record ReceiptCost(decimal Amount, string Currency, string? PriceVersion, bool Estimated);

/// <summary>One call of a provider.</summary>
/// <param name="DurationMs">Milliseconds until its answer or its failure.</param>
/// <param name="Failure">Class of the failure; null when it answered.</param>
/// <param name="Message">A sentence about the failure.</param>
public sealed record ReceiptTry(
    string Provider, string Model, DateTimeOffset StartedAt, double DurationMs, string? Failure, string? Message);

/// <summary>A provider and model that was considered.</summary>
/// <param name="Reason">Why it was passed over; null when it was usable.</param>
public sealed record ReceiptCandidate(string Provider, string Model, bool Usable, string? Reason);

/// <summary>What was found of one class, and what was done about it. Never the value.</summary>
/// <param name="Class">For instance <c>email</c>, <c>card</c>, <c>banned_phrase</c>.</param>
/// <param name="Action"><c>allow</c>, <c>redact</c> or <c>block</c>.</param>
public sealed record ReceiptFinding(string Class, string Action, int Count);

/// <summary>The values of <see cref="TaskRequest.Kind"/>.</summary>
public static class TaskKinds
{
    public const string Translate = "translate";
}

/// <summary>The two lanes of the queue.</summary>
public static class Lanes
{
    public const string Live = "live";
    public const string Batch = "batch";
}

/// <summary>Bounds of the wire contract.</summary>
public static class Limits
{
    public const int TextLength = 50_000;

    /// <summary>No control characters: what is logged stays one line.</summary>
    public const string OneLine = @"^\P{Cc}*\z";

    public const string LanguagePattern = "^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$";
}
