using System.Text.Json.Serialization;
using Stage5.Contracts;

namespace Stage5.Core.Language.Glossaries;

[Flags]
internal enum TermFlags
{
    None = 0,
    CaseSensitive = 1,

    /// <summary>Also inside words; whole words are the rule.</summary>
    PartOfWord = 2,
    Inflection = 4,
    Forced = 8,
}

/// <summary>A term as it is kept; what the store says of it (id, version, time) stands beside its JSON.</summary>
internal sealed record GlossaryEntry
{
    /// <summary>Stands for any language.</summary>
    public const string Any = "*";

    public const string DefaultGlossary = "default";

    private static readonly string[] None = [];

    [JsonIgnore]
    public Guid Id { get; init; }

    /// <summary>The glossary's version that this entry came or changed with.</summary>
    [JsonIgnore]
    public long Version { get; init; }

    /// <summary>Milliseconds since 1970 on the store's clock.</summary>
    [JsonIgnore]
    public long UpdatedAt { get; init; }

    [JsonPropertyName("g")]
    public string GlossaryId { get; init; } = DefaultGlossary;

    [JsonPropertyName("k")]
    public GlossaryKind Kind { get; init; }

    [JsonPropertyName("s")]
    public string Source { get; init; } = Any;

    [JsonPropertyName("t")]
    public string Target { get; init; } = Any;

    [JsonPropertyName("from")]
    public string SourceTerm { get; init; } = "";

    [JsonPropertyName("to")]
    public string TargetTerm { get; init; } = "";

    [JsonPropertyName("or")]
    public string[]? Others { get; init; }

    [JsonPropertyName("f")]
    public TermFlags Flags { get; init; }

    [JsonPropertyName("r")]
    public string? Replacement { get; init; }

    [JsonPropertyName("n")]
    public string? Note { get; init; }

    [JsonIgnore]
    public string UpdatedBy { get; init; } = "";

    [JsonIgnore]
    public string[] Alternatives => Others ?? None;

    /// <summary>What is looked for in a text: in the original, or for a banned term in the translation.</summary>
    [JsonIgnore]
    public string Word => Kind == GlossaryKind.Banned ? TargetTerm : SourceTerm;

    [JsonIgnore]
    public bool Forced => (Flags & TermFlags.Forced) != TermFlags.None;

    [JsonIgnore]
    public bool CaseSensitive => (Flags & TermFlags.CaseSensitive) != TermFlags.None;

    [JsonIgnore]
    public bool WholeWord => (Flags & TermFlags.PartOfWord) == TermFlags.None;

    [JsonIgnore]
    public bool Inflection => (Flags & TermFlags.Inflection) != TermFlags.None;

    /// <summary>Says the same: the same translation by the same rules, whoever wrote it and when.</summary>
    public bool SaysTheSameAs(GlossaryEntry other) =>
        (GlossaryId, Kind, Source, Target, SourceTerm, TargetTerm, Flags, Replacement, Note)
        == (other.GlossaryId, other.Kind, other.Source, other.Target, other.SourceTerm, other.TargetTerm,
            other.Flags, other.Replacement, other.Note)
        && Alternatives.SequenceEqual(other.Alternatives, StringComparer.Ordinal);

    /// <summary>The translation in a line, for reports.</summary>
    [JsonIgnore]
    public string Says => Kind switch
    {
        GlossaryKind.DoNotTranslate => SourceTerm,
        GlossaryKind.Banned => Replacement ?? "",
        _ => string.Join(" | ", Alternatives.Prepend(TargetTerm)),
    };
}

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(GlossaryEntry))]
[JsonSerializable(typeof(TermDecision))]
internal sealed partial class GlossaryJson : JsonSerializerContext;
