using System.Security.Cryptography;
using System.Text;
using Stage5.Core.Language.Glossaries.Storing;

namespace Stage5.Core.Language.Glossaries.Matching;

/// <summary>The entries of one glossary and one pair of languages, found by what stands in a text.</summary>
internal sealed class TermIndex
{
    /// <summary>Letters that an inflected term may have more.</summary>
    public const int LongestSuffix = 3;

    private readonly TermAutomaton _automaton;
    private readonly GlossaryEntry[] _entries;
    private readonly int[] _from;
    private readonly byte[] _lengths;
    private readonly Lazy<string> _fingerprint;

    private TermIndex(TermAutomaton automaton, GlossaryEntry[] entries, int[] from, byte[] lengths) =>
        (_automaton, _entries, _from, _lengths, _fingerprint) =
            (automaton, entries, from, lengths, new Lazy<string>(() => FingerprintOf(entries)));

    /// <summary>Changes with what the entries ask for.</summary>
    public string Fingerprint => _fingerprint.Value;

    public int Nodes => _automaton.Nodes;

    public IReadOnlyList<GlossaryEntry> Entries => _entries;

    public static TermIndex Of(IReadOnlyCollection<GlossaryEntry> entries)
    {
        var sorted = entries.ToArray();
        var words = Array.ConvertAll(sorted, entry => FoldedText.Key(entry.Word));
        Array.Sort(words, sorted, StringComparer.Ordinal);
        var (keys, from, lengths) = (new List<string>(), new List<int>(), new List<byte>());
        for (var i = 0; i < words.Length; i++)
        {
            if (i > 0 && words[i] == words[i - 1]) continue;
            keys.Add(words[i]);
            from.Add(i);
            lengths.Add(checked((byte)words[i].Length));
        }

        from.Add(words.Length);
        return new TermIndex(TermAutomatonBuilder.Build([.. keys]), sorted, [.. from], [.. lengths]);
    }

    /// <summary>Marks each stretch of the text for which an entry applies.</summary>
    public void Mark(FoldedText text, ProtectedSpans spans, TermFilter filter, SpanTable table)
    {
        var pass = new Pass(this, text, spans, filter, table);
        _automaton.Scan(text.Text, ref pass, static (ref Pass state, int key, int end) => state.Found(key, end));
    }

    /// <summary>Adds the entries that apply for exactly this stretch.</summary>
    public void Collect(FoldedText text, int start, int length, TermFilter filter, Action<GlossaryEntry> found) =>
        _automaton.Prefixes(text.Text.AsSpan(start, length), (key, stem) =>
        {
            if (length - stem > LongestSuffix) return;
            for (var i = _from[key]; i < _from[key + 1]; i++)
            {
                if (filter.Allows(_entries[i]) && EndOf(_entries[i], text, start, start + stem) == start + length)
                    found(_entries[i]);
            }
        });

    /// <summary>Where the entry's find ends whose key stands here, or -1 when it is none.</summary>
    private static int EndOf(GlossaryEntry entry, FoldedText text, int start, int end)
    {
        if (entry.CaseSensitive && !text.Composed.AsSpan(start, end - start).SequenceEqual(entry.Word)) return -1;
        if (!entry.WholeWord) return WordBoundaries.IsWhole(text.Text, end) ? end : -1;
        if (!WordBoundaries.Begins(text.Text, start)) return -1;
        if (WordBoundaries.IsWhole(text.Text, end) && WordBoundaries.Ends(text.Text, end)) return end;
        return entry.Inflection ? WordBoundaries.EndOfSuffix(text.Text, end, LongestSuffix) : -1;
    }

    private static string FingerprintOf(GlossaryEntry[] entries)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var entry in entries)
            hash.AppendData(Encoding.UTF8.GetBytes(GlossaryValues.Write(entry with { Note = null })));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private ref struct Pass(
        TermIndex index, FoldedText text, ProtectedSpans spans, TermFilter filter, SpanTable table)
    {
        private int _span;

        public void Found(int key, int end)
        {
            var start = end - index._lengths[key];
            if (!WordBoundaries.IsWhole(text.Text, start)) return;
            for (var i = index._from[key]; i < index._from[key + 1]; i++)
            {
                var entry = index._entries[i];
                if (!filter.Allows(entry)) continue;
                var to = EndOf(entry, text, start, end);
                if (to > 0 && !spans.Touches(text.Start(start), text.End(to), ref _span))
                    table.Add(start, to - start, entry.Forced);
            }
        }
    }
}
