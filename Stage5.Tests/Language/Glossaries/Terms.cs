using Stage5.Contracts;
using Stage5.Core.Language;
using Stage5.Core.Language.Glossaries;
using Stage5.Core.Language.Glossaries.Matching;

namespace Stage5.Tests.Language.Glossaries;

/// <summary>Entries and what they find, without a store.</summary>
internal static class Terms
{
    public static readonly GlossaryBook Book = GlossaryBook.OfTenant("acme");

    public static GlossaryEntry Of(
        string term, string target = "X", TermFlags flags = TermFlags.None, string source = "en",
        string to = "es") => new()
        {
            Id = Guid.CreateVersion7(),
            Source = source,
            Target = to,
            SourceTerm = term,
            TargetTerm = target,
            Flags = flags,
        };

    public static GlossaryQuery Query(string text, string source = "en", string target = "es") =>
        new("acme", "ana", null, text, LanguageTag.Parse(source), LanguageTag.Parse(target));

    public static IReadOnlyList<FoundTerm> Find(string text, params GlossaryEntry[] entries) =>
        new TermSearch([(TermIndex.Of(entries), Book)], new TermFilter(Query(text))).Find(text);

    /// <summary>What was found, as written in the text.</summary>
    public static string[] Words(string text, params GlossaryEntry[] entries) =>
        [.. Find(text, entries).Select(found => text.Substring(found.Start, found.Length))];

    public static EntryDraft Draft(string term, string target) => new()
    {
        SourceLanguage = "en",
        TargetLanguage = "es",
        SourceTerm = term,
        TargetTerm = target,
    };

    public static EntryDraft Banned(string word, string? replacement = null) => new()
    {
        Kind = GlossaryKind.Banned,
        TargetLanguage = "es",
        TargetTerm = word,
        Replacement = replacement,
    };
}
