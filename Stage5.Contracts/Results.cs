using System.Text.Json.Serialization;

namespace Stage5.Contracts;

/// <summary>How a finished turn ended: with its text, or with a question to the caller.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<TurnResult>))]
public enum TurnResult
{
    /// <summary>Every text asked for is there.</summary>
    Completed,

    /// <summary>Some of the languages asked for failed: <c>translations</c> says which and why.</summary>
    Partial,

    /// <summary>The language of the text is not sure: send it again with one of <c>detection.candidates</c>.</summary>
    LanguageSelection,

    /// <summary>Terms have several translations: send it again with <c>glossaryDecisions</c>.</summary>
    GlossaryConflict,
}

/// <summary>What a call that makes a text is answered with, inline and as a task's result. What does not apply is left out.</summary>
/// <param name="TaskId">The turn's durable record; its log is at <c>/api/tasks/{taskId}/events</c>.</param>
/// <param name="Outcome">Whether <see cref="Text"/> stands, or a question.</param>
/// <param name="Receipt">What was asked for, what was used and how long it took.</param>
public sealed record TurnResponse(string TaskId, string Kind, TurnResult Outcome, Receipt Receipt)
{
    /// <summary>The text made, in the first language asked for.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Text { get; init; }

    /// <summary>BCP 47; given or detected.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? SourceLanguage { get; init; }

    /// <summary>The first language asked for, BCP 47; of a rewrite, the text's own.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? TargetLanguage { get; init; }

    /// <summary>Where the language was not given.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DetectionView? Detection { get; init; }

    /// <summary>One for each language asked for, the first one first.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<TranslationView>? Translations { get; init; }

    /// <summary>What the glossary did, or asks.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public TurnGlossary? Glossary { get; init; }

    /// <summary>Where a reply went; each is followed at <c>/api/tasks/{taskId}/deliveries</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Deliveries { get; init; }
}

/// <summary>One language of a turn.</summary>
/// <param name="Language">BCP 47.</param>
/// <param name="Text">Null where it failed.</param>
/// <param name="Error">Why it failed; null where it did not.</param>
/// <param name="Served">Who made it; null where nobody was asked.</param>
/// <param name="Cost">Null where a price is unknown.</param>
/// <param name="DurationMs">Milliseconds from the first call to the last answer.</param>
/// <param name="Segments">In how many parts it was made.</param>
/// <param name="Cached">How many of the parts were known already.</param>
public sealed record TranslationView(
    string Language, string? Text, TaskError? Error, ReceiptServed? Served, TokenUsage Usage, ReceiptCost? Cost,
    double DurationMs, int Segments, int Cached);

/// <summary>What the glossary did in a turn.</summary>
/// <param name="Terms">Terms that were found and what stands for them.</param>
/// <param name="Conflicts">What the caller has to decide; empty unless the outcome is <c>glossaryConflict</c>.</param>
/// <param name="Banned">Words that the tenant does not want and the text still has.</param>
public sealed record TurnGlossary(
    IReadOnlyList<TurnTerm> Terms, IReadOnlyList<TurnConflict> Conflicts, IReadOnlyList<string> Banned);

/// <summary>A term that was found.</summary>
/// <param name="Language">The target language, BCP 47.</param>
/// <param name="Scope"><c>personal</c>, <c>channel</c> or <c>tenant</c>.</param>
/// <param name="Count">How often it stands in the text.</param>
public sealed record TurnTerm(string Term, string Translation, string Language, string Scope, int Count);

/// <summary>A term with several translations.</summary>
/// <param name="Language">The target language, BCP 47.</param>
public sealed record TurnConflict(string Term, string Language, IReadOnlyList<TurnChoice> Choices);

/// <summary>One way to decide.</summary>
/// <param name="Choice"><c>followTerm</c>, <c>keepOriginal</c>, <c>alternative</c> or <c>compromise</c>.</param>
/// <param name="Text">What would stand in the translation.</param>
public sealed record TurnChoice(string Choice, string Text);
