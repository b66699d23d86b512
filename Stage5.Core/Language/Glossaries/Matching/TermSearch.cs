namespace Stage5.Core.Language.Glossaries.Matching;

/// <summary>An entry that applies, and whose it is.</summary>
internal readonly record struct ScopedEntry(GlossaryEntry Entry, GlossaryBook Book);

/// <summary>A stretch of the text as given, and all entries that apply for it.</summary>
internal sealed record FoundTerm(int Start, int Length, IReadOnlyList<ScopedEntry> Entries);

/// <summary>Several glossaries looked through together, so that the longest term of any of them stands.</summary>
internal sealed class TermSearch(IReadOnlyList<(TermIndex Index, GlossaryBook Book)> indexes, TermFilter filter)
{
    public IReadOnlyList<(TermIndex Index, GlossaryBook Book)> Indexes => indexes;

    public TermFilter Filter => filter;

    public IReadOnlyList<FoundTerm> Find(string text)
    {
        if (indexes.Count == 0 || text.Length == 0) return [];
        var folded = FoldedText.Of(text);
        var spans = ProtectedSpans.Find(text);
        var table = new SpanTable(folded.Length);
        foreach (var (index, _) in indexes)
            index.Mark(folded, spans, filter, table);

        var found = new List<FoundTerm>();
        foreach (var (start, length) in table.Choose())
        {
            var entries = new List<ScopedEntry>();
            foreach (var (index, book) in indexes)
                index.Collect(folded, start, length, filter, entry => entries.Add(new ScopedEntry(entry, book)));
            var from = folded.Start(start);
            found.Add(new FoundTerm(from, folded.End(start + length) - from, entries));
        }

        return found;
    }
}
