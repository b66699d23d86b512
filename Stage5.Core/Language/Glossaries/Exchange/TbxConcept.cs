using Stage5.Contracts;

namespace Stage5.Core.Language.Glossaries.Exchange;

/// <summary>A term of a concept in one language.</summary>
internal sealed record TbxTerm(string Language, string Text, bool Forbidden);

/// <summary>A concept as it is read, and the entries it makes.</summary>
internal sealed class TbxConcept(int row)
{
    public const int MostTerms = 200;

    public int Row => row;

    public List<TbxTerm> Terms { get; } = [];

    public bool TooMany { get; private set; }

    public string? Note { get; set; }

    /// <summary>What an export of ours says in <c>admin</c> elements, by type.</summary>
    public Dictionary<string, string> Admin { get; } = new(StringComparer.Ordinal);

    public void Add(TbxTerm term)
    {
        if (Terms.Count < MostTerms) Terms.Add(term);
        else TooMany = true;
    }

    /// <param name="language">Of the document.</param>
    public IEnumerable<ImportRow> Rows(GlossaryImport import, string? language)
    {
        if (TooMany)
            return [Wrong("too_many_terms_in_concept", $"A concept has at most {MostTerms} terms.")];
        if (Terms.Exists(term => term.Language.Length == 0))
            return [Wrong("no_language", "A term stands in an element without xml:lang.")];
        if (Terms.Count == 0)
            return [new ImportRow(row, null)];
        return Admin.ContainsKey(TbxNames.Kind) ? Ours(import) : Theirs(import, language);
    }

    private IEnumerable<ImportRow> Ours(GlossaryImport import)
    {
        if (!Enum.TryParse<GlossaryKind>(Admin[TbxNames.Kind], ignoreCase: true, out var kind)
            || !Enum.IsDefined(kind))
            return [Wrong("unknown_kind", "The kind must be one of: translate, doNotTranslate, banned.")];
        var first = Terms[0];
        var others = Terms.Skip(1).Select(term => term.Text).ToList();
        var source = Admin.GetValueOrDefault(TbxNames.Source);
        var target = Admin.GetValueOrDefault(TbxNames.Target);
        return
        [
            new ImportRow(row, Draft(import) with
            {
                Kind = kind,
                SourceLanguage = source ?? (kind == GlossaryKind.Banned ? null : first.Language),
                TargetLanguage = target ?? (kind == GlossaryKind.DoNotTranslate ? null : Terms[^1].Language),
                SourceTerm = kind == GlossaryKind.Banned ? null : first.Text,
                TargetTerm = kind == GlossaryKind.Banned ? first.Text : others.FirstOrDefault(),
                Alternatives = [.. others.Skip(1)],
                Replacement = Admin.GetValueOrDefault(TbxNames.Replacement),
            }),
        ];
    }

    // The first good term of a language is its translation, further ones are accepted too; of the source language
    // each is a term of its own. What is deprecated must not stand in a translation into its language.
    private IEnumerable<ImportRow> Theirs(GlossaryImport import, string? language)
    {
        var from = SourceOf(import.Source?.Value ?? language) ?? Terms[0].Language;
        var made = 0;
        foreach (var words in Terms.Where(term => term.Language != from && !term.Forbidden && Wanted(import, term))
            .GroupBy(term => term.Language, StringComparer.OrdinalIgnoreCase))
        {
            var translations = words.Select(term => term.Text).Distinct(StringComparer.Ordinal).ToList();
            foreach (var term in Terms.Where(term => term.Language == from && !term.Forbidden))
            {
                made++;
                yield return new ImportRow(row, Draft(import) with
                {
                    SourceLanguage = from,
                    TargetLanguage = words.Key,
                    SourceTerm = term.Text,
                    TargetTerm = translations[0],
                    Alternatives = [.. translations.Skip(1)],
                });
            }
        }

        foreach (var term in Terms.Where(term => term.Forbidden && term.Language != from && Wanted(import, term)))
        {
            made++;
            yield return new ImportRow(row, Draft(import) with
            {
                Kind = GlossaryKind.Banned,
                TargetLanguage = term.Language,
                TargetTerm = term.Text,
                Replacement = Terms.Find(other => !other.Forbidden && other.Language == term.Language
                    && !other.Text.Contains(term.Text, StringComparison.OrdinalIgnoreCase))?.Text,
            });
        }

        // A concept in one language has nothing to translate.
        if (made == 0) yield return new ImportRow(row, null);
    }

    private string? SourceOf(string? wanted) => wanted is null
        ? null
        : Terms.Find(term => term.Language.Equals(wanted, StringComparison.OrdinalIgnoreCase))?.Language
            ?? Terms.Find(term => IsOf(term.Language, wanted))?.Language;

    private static bool Wanted(GlossaryImport import, TbxTerm term) =>
        import.Target is null || IsOf(term.Language, import.Target.Value);

    private static bool IsOf(string language, string wanted) =>
        language.Equals(wanted, StringComparison.OrdinalIgnoreCase)
        || language.StartsWith(wanted + "-", StringComparison.OrdinalIgnoreCase)
        || wanted.StartsWith(language + "-", StringComparison.OrdinalIgnoreCase);

    private EntryDraft Draft(GlossaryImport import)
    {
        var flags = (Admin.GetValueOrDefault(TbxNames.Flags) ?? "").Split(' ');
        return new EntryDraft
        {
            GlossaryId = Admin.GetValueOrDefault(TbxNames.GlossaryId) ?? import.GlossaryId,
            CaseSensitive = flags.Contains("caseSensitive", StringComparer.Ordinal),
            WholeWord = !flags.Contains("partOfWord", StringComparer.Ordinal),
            Inflection = flags.Contains("inflection", StringComparer.Ordinal),
            Forced = flags.Contains("forced", StringComparer.Ordinal),
            Note = Note,
        };
    }

    private ImportRow Wrong(string code, string message) => new(row, null, [new EntryError("", code, message)]);
}

/// <summary>What plain TBX has no word for, as types of <c>admin</c>.</summary>
internal static class TbxNames
{
    public const string Kind = "x-stage5-kind";
    public const string Flags = "x-stage5-flags";
    public const string Source = "x-stage5-source";
    public const string Target = "x-stage5-target";
    public const string Replacement = "x-stage5-replacement";
    public const string GlossaryId = "x-stage5-glossary";
    public const string Status = "administrativeStatus";
    public const string Preferred = "preferredTerm-admn-sts";
    public const string Admitted = "admittedTerm-admn-sts";
    public const string Deprecated = "deprecatedTerm-admn-sts";
}
