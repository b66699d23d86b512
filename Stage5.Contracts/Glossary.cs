using System.Text.Json.Serialization;

namespace Stage5.Contracts;

/// <summary>Whose a term is. Personal goes before channel, channel before tenant; a forced tenant term above all.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<GlossaryScope>))]
public enum GlossaryScope
{
    /// <summary>The caller's own.</summary>
    Personal,

    /// <summary>One conversation's.</summary>
    Channel,

    /// <summary>Everyone's in the tenant.</summary>
    Tenant,
}

/// <summary>What a term asks for.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<GlossaryKind>))]
public enum GlossaryKind
{
    /// <summary><c>sourceTerm</c> becomes <c>targetTerm</c>.</summary>
    Translate,

    /// <summary><c>sourceTerm</c> stays as written; there is no <c>targetTerm</c>.</summary>
    DoNotTranslate,

    /// <summary><c>targetTerm</c> must not stand in a translation; there is no <c>sourceTerm</c>.</summary>
    Banned,
}

/// <summary>A page of terms.</summary>
/// <param name="Entries">By scope (personal, channel, tenant), then by term.</param>
/// <param name="Total">All that fit the filters, not only this page's.</param>
/// <param name="NextCursor">Send as <c>cursor</c> for the next page; null on the last.</param>
/// <param name="Limits">What may still be added, by scope.</param>
public sealed record GlossaryPage(
    IReadOnlyList<GlossaryEntryView> Entries,
    int Total,
    string? NextCursor,
    IReadOnlyList<GlossaryLimitView> Limits);

/// <summary>How full a scope is.</summary>
/// <param name="Terms">How many there are.</param>
/// <param name="MaxTerms">How many there may be.</param>
/// <param name="MayWrite">The caller may add, change and import here.</param>
public sealed record GlossaryLimitView(GlossaryScope Scope, int Terms, int MaxTerms, bool MayWrite);

/// <summary>A term as it is kept.</summary>
/// <param name="Id">UUIDv7; stays the same when the term is changed or replaced by an import.</param>
/// <param name="ConversationId">Of a channel's term.</param>
/// <param name="GlossaryId">Named set, <c>default</c> unless said otherwise.</param>
/// <param name="SourceLanguage">BCP 47; <c>*</c> (any) only for doNotTranslate and banned.</param>
/// <param name="TargetLanguage">BCP 47; <c>*</c> (any) only for doNotTranslate and banned.</param>
/// <param name="SourceTerm">What is looked for; empty for banned.</param>
/// <param name="TargetTerm">What stands in the translation; for banned what must not; empty for doNotTranslate.</param>
/// <param name="Alternatives">Further translations that are accepted.</param>
/// <param name="WholeWord">Only between word boundaries; a script without spaces has none.</param>
/// <param name="Inflection">The term with up to three letters more is the term too.</param>
/// <param name="Forced">Nobody overrides or bypasses it; tenant terms only.</param>
/// <param name="Replacement">For banned: what is put in its place; null when it is only reported.</param>
/// <param name="Version">Also the <c>ETag</c>; send it in <c>If-Match</c> to change the term.</param>
public sealed record GlossaryEntryView(
    string Id,
    GlossaryScope Scope,
    string? ConversationId,
    string GlossaryId,
    GlossaryKind Kind,
    string SourceLanguage,
    string TargetLanguage,
    string SourceTerm,
    string TargetTerm,
    IReadOnlyList<string> Alternatives,
    bool CaseSensitive,
    bool WholeWord,
    bool Inflection,
    bool Forced,
    string? Replacement,
    string? Note,
    DateTimeOffset UpdatedAt,
    string UpdatedBy,
    long Version);

/// <summary>A term to add, or to put in another's place; see <see cref="GlossaryEntryView"/>.</summary>
public sealed record GlossaryEntryInput
{
    /// <summary>Where a new term goes; ignored by PUT, a term does not move.</summary>
    public GlossaryScope Scope { get; init; } = GlossaryScope.Personal;

    /// <summary>Needed for scope channel.</summary>
    public string? ConversationId { get; init; }

    /// <summary>Letters, digits, <c>. _ -</c>, at most 64.</summary>
    public string? GlossaryId { get; init; }

    public GlossaryKind Kind { get; init; }

    public string? SourceLanguage { get; init; }

    public string? TargetLanguage { get; init; }

    /// <summary>One line, at most 200 characters.</summary>
    public string? SourceTerm { get; init; }

    /// <summary>One line, at most 200 characters.</summary>
    public string? TargetTerm { get; init; }

    /// <summary>At most 20, each like a target term.</summary>
    public IReadOnlyList<string>? Alternatives { get; init; }

    public bool CaseSensitive { get; init; }

    // Not init: what JSON leaves out would then be false.
    public bool WholeWord { get; set; } = true;

    public bool Inflection { get; init; }

    public bool Forced { get; init; }

    /// <summary>One line, at most 200 characters.</summary>
    public string? Replacement { get; init; }

    /// <summary>At most 1,000 characters.</summary>
    public string? Note { get; init; }
}

/// <summary>What an import did, or would do.</summary>
/// <param name="Imported">True when the terms are there now. Either all of a file is imported or nothing.</param>
/// <param name="Format"><c>csv</c>, <c>tsv</c> or <c>tbx</c>.</param>
/// <param name="Rows">Terms read: rows of CSV and TSV; of TBX, the terms its concepts gave.</param>
/// <param name="Replaced">Terms of the same key that get another translation (<c>onConflict=replace</c>).</param>
/// <param name="Unchanged">Already there, just so.</param>
/// <param name="Skipped">Left as they are for a conflict (<c>onConflict=skip</c>).</param>
/// <param name="ConflictCount">All of them; <c>conflicts</c> lists the first 100.</param>
/// <param name="ErrorCount">All of them; <c>errors</c> lists the first 100.</param>
/// <param name="IgnoredColumns">Columns of the header that mean nothing here.</param>
public sealed record GlossaryImportReport(
    bool Imported,
    bool DryRun,
    string Format,
    GlossaryScope Scope,
    int Rows,
    int Added,
    int Replaced,
    int Unchanged,
    int Skipped,
    int ConflictCount,
    IReadOnlyList<GlossaryImportConflict> Conflicts,
    int ErrorCount,
    IReadOnlyList<GlossaryImportError> Errors,
    IReadOnlyList<string> IgnoredColumns);

/// <summary>A row that says something else than what is there.</summary>
/// <param name="Row">Line of the file where it begins, from 1.</param>
/// <param name="Kind"><c>existing</c>: a term of the glossary; <c>duplicate</c>: an earlier row of the file.</param>
/// <param name="Present">The translation that is there, or that the earlier row has.</param>
/// <param name="Proposed">The translation of this row.</param>
/// <param name="EntryId">The term that is there; null for a duplicate.</param>
public sealed record GlossaryImportConflict(
    int Row, string Kind, string Term, string Present, string Proposed, string? EntryId);

/// <summary>Why a row, or the whole file, cannot be imported.</summary>
/// <param name="Row">Line of the file where it begins, from 1.</param>
/// <param name="Column">Name of the column or element; null when it is about all of the row.</param>
/// <param name="Code">Stable, snake case.</param>
public sealed record GlossaryImportError(int Row, string? Column, string Code, string Message);

/// <summary>A text whose terms are to be replaced by what the glossary says, without a model.</summary>
public sealed record ApplyGlossaryRequest
{
    /// <summary>1 to 50,000 UTF-16 code units.</summary>
    public string? Text { get; init; }

    /// <summary>BCP 47.</summary>
    public string? SourceLanguage { get; init; }

    /// <summary>BCP 47.</summary>
    public string? TargetLanguage { get; init; }

    /// <summary><c>strict</c>: 409 when no term is in the text; <c>fallback</c>: the text as it is.</summary>
    public string Policy { get; init => field = value ?? "fallback"; } = "fallback";

    /// <summary>Only these named sets, the first first; null for all. Forced terms apply in any case.</summary>
    public IReadOnlyList<string>? GlossaryIds { get; init; }

    /// <summary>With this conversation's terms.</summary>
    public string? ConversationId { get; init; }
}

/// <summary>The text with its terms replaced.</summary>
/// <param name="Version">Changes when what was applied does.</param>
public sealed record ApplyGlossaryResponse(
    string ProcessedText, IReadOnlyList<GlossaryMatchView> Matches, string Version);

/// <summary>A term that was found. Positions are UTF-16 code units.</summary>
/// <param name="Start">In the text sent.</param>
/// <param name="Length">In the text sent.</param>
/// <param name="ProcessedStart">In <c>processedText</c>.</param>
/// <param name="ProcessedLength">In <c>processedText</c>.</param>
/// <param name="Source">As written in the text.</param>
/// <param name="Target">What stands in its place.</param>
public sealed record GlossaryMatchView(
    int Start,
    int Length,
    int ProcessedStart,
    int ProcessedLength,
    string Source,
    string Target,
    string EntryId,
    GlossaryScope Scope,
    GlossaryKind Kind);
