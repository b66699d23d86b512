using Stage5.Contracts;

namespace Stage5.Core.Language.Glossaries;

/// <summary>An entry as somebody wrote it, before it was looked at.</summary>
public sealed record EntryDraft
{
    public string? GlossaryId { get; init; }

    public GlossaryKind Kind { get; init; }

    public string? SourceLanguage { get; init; }

    public string? TargetLanguage { get; init; }

    public string? SourceTerm { get; init; }

    public string? TargetTerm { get; init; }

    public IReadOnlyList<string> Alternatives { get; init; } = [];

    public bool CaseSensitive { get; init; }

    public bool WholeWord { get; init; } = true;

    public bool Inflection { get; init; }

    public bool Forced { get; init; }

    public string? Replacement { get; init; }

    public string? Note { get; init; }
}

/// <summary>What is wrong with a draft.</summary>
/// <param name="Field">As on the wire.</param>
/// <param name="Code">Stable, snake case.</param>
public sealed record EntryError(string Field, string Code, string Message);
