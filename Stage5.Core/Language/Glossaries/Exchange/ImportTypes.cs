using Stage5.Contracts;

namespace Stage5.Core.Language.Glossaries.Exchange;

public enum GlossaryFormat
{
    Csv,
    Tsv,

    /// <summary>TermBase eXchange, ISO 30042 of 2008 and of 2019.</summary>
    Tbx,
}

/// <summary>What becomes of a row that says something else than what is there.</summary>
public enum ImportConflicts
{
    /// <summary>What is there stays.</summary>
    Skip,

    /// <summary>The row goes in its place.</summary>
    Replace,

    /// <summary>Nothing of the file is imported.</summary>
    Fail,
}

/// <summary>A file to import into one glossary.</summary>
public sealed record GlossaryImport(GlossaryBook Book, string User, GlossaryFormat Format)
{
    /// <summary>Nothing is changed; the report says what would be.</summary>
    public bool DryRun { get; init; }

    public ImportConflicts OnConflict { get; init; } = ImportConflicts.Fail;

    /// <summary>For rows that name no set.</summary>
    public string? GlossaryId { get; init; }

    /// <summary>For rows that name no source; of TBX, which of its languages is the source.</summary>
    public LanguageTag? Source { get; init; }

    /// <summary>For rows that name no target; of TBX, the only target to take.</summary>
    public LanguageTag? Target { get; init; }
}

public enum ImportOutcome
{
    /// <summary>Imported, or looked at for a dry run.</summary>
    Done,

    /// <summary>Rows are wrong; nothing was imported.</summary>
    Invalid,

    /// <summary>Rows say something else than what is there; nothing was imported.</summary>
    Conflicts,

    /// <summary>Somebody changed the glossary meanwhile; nothing was imported.</summary>
    Changed,
}

public sealed record ImportResult(ImportOutcome Outcome, GlossaryImportReport Report);

/// <summary>The file is larger than imports may be.</summary>
public sealed class ImportTooLargeException(long most) : Exception($"The file is larger than {most} bytes.")
{
    /// <summary>Bytes.</summary>
    public long Most { get; } = most;
}

/// <summary>What a reader makes of a row, or why nothing.</summary>
/// <param name="Draft">Null when the row has errors, or holds nothing to import.</param>
internal sealed record ImportRow(int Row, EntryDraft? Draft, IReadOnlyList<EntryError> Errors)
{
    public static readonly IReadOnlyList<EntryError> NoErrors = [];

    public ImportRow(int row, EntryDraft? draft)
        : this(row, draft, NoErrors)
    {
    }
}

/// <summary>The file cannot be read any further.</summary>
internal sealed class ImportFormatException(int row, string? column, string code, string message)
    : Exception(message)
{
    public GlossaryImportError Error { get; } = new(row, column, code, message);
}

/// <summary>Stands where bytes were no UTF-8; no text may have it.</summary>
internal static class BadBytes
{
    public const char Mark = '\uFFFF';

    public const string Message = "These bytes are not UTF-8 text. Save the file as UTF-8 and send it again.";
}
