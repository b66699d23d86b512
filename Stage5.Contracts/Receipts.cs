namespace Stage5.Contracts;

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
/// <param name="Context">What of the conversation was given to the model; null where nothing was asked for.</param>
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
    IReadOnlyList<ReceiptFinding>? Protected = null,
    ReceiptContext? Context = null);

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

/// <summary>What a turn was told of its conversation.</summary>
/// <param name="Method"><c>lexical</c> or <c>hybrid</c>; <c>given</c> for what the caller sent.</param>
/// <param name="Passages">How many passages.</param>
/// <param name="Tokens">Upper bound of their tokens.</param>
/// <param name="Reason">Why not more, or not by vectors; null where there is nothing to say.</param>
public sealed record ReceiptContext(string Method, int Passages, long Tokens, string? Reason);
