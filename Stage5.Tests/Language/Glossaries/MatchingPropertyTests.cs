using Stage5.Core.Language.Glossaries;
using Stage5.Core.Language.Glossaries.Matching;
using static Stage5.Tests.Language.Glossaries.Terms;

namespace Stage5.Tests.Language.Glossaries;

/// <summary>The automaton against the plainest way to do the same.</summary>
public sealed class MatchingPropertyTests
{
    private static readonly string[] Alphabets = ["ab", "aAbB ", "ab_-. 1", "aé\u0301 b", "語あアー a", "서 버a$+*()"];

    [Fact]
    public void It_finds_what_looking_for_each_term_at_each_place_finds()
    {
        var random = new Random(20261121);
        for (var round = 0; round < 3_000; round++)
        {
            var alphabet = Alphabets[round % Alphabets.Length];
            var entries = Enumerable.Range(0, random.Next(1, 12)).Select(_ => Of(
                    Some(random, alphabet, 1, 5).Normalize(System.Text.NormalizationForm.FormC),
                    flags: Flags(random)))
                .Where(entry => entry.SourceTerm.Trim().Length > 0).ToArray();
            if (entries.Length == 0) continue;
            var text = Some(random, alphabet, 0, 60);

            var found = Find(text, entries).Select(one => (one.Start, one.Length)).ToArray();

            var terms = string.Join('|', entries.Select(entry => $"'{entry.SourceTerm}' {entry.Flags}"));
            found.SequenceEqual(Naive(text, entries)).ShouldBeTrue($"round {round}: '{text}' and {terms}");
        }
    }

    private static TermFlags Flags(Random random) =>
        (random.Next(3) == 0 ? TermFlags.CaseSensitive : TermFlags.None)
        | (random.Next(5) == 0 ? TermFlags.Forced : TermFlags.None)
        | random.Next(4) switch { 0 => TermFlags.PartOfWord, 1 => TermFlags.Inflection, _ => TermFlags.None };

    private static string Some(Random random, string alphabet, int from, int to) =>
        new([.. Enumerable.Range(0, random.Next(from, to + 1))
            .Select(_ => alphabet[random.Next(alphabet.Length)])]);

    private static List<(int, int)> Naive(string text, GlossaryEntry[] entries)
    {
        var folded = FoldedText.Of(text);
        var spans = ProtectedSpans.Find(text);
        var candidates = new List<(int Start, int Length, bool Forced)>();
        for (var start = 0; start < folded.Length; start++)
        {
            if (!WordBoundaries.IsWhole(folded.Text, start)) continue;
            foreach (var entry in entries)
            {
                if (End(folded, entry, start) is not { } end) continue;
                var hint = 0;
                if (!spans.Touches(folded.Start(start), folded.End(end), ref hint))
                    candidates.Add((start, end - start, entry.Forced));
            }
        }

        var chosen = new List<(int Start, int Length)>();
        foreach (var (start, length, _) in candidates.OrderByDescending(one => one.Forced)
            .ThenByDescending(one => one.Length).ThenBy(one => one.Start))
        {
            if (!chosen.Exists(one => one.Start < start + length && start < one.Start + one.Length))
                chosen.Add((start, length));
        }

        return [.. chosen.Order().Select(one => (folded.Start(one.Start),
            folded.End(one.Start + one.Length) - folded.Start(one.Start)))];
    }

    private static int? End(FoldedText folded, GlossaryEntry entry, int start)
    {
        var word = FoldedText.Key(entry.Word);
        var end = start + word.Length;
        if (end > folded.Length || new string(folded.Text, start, word.Length) != word) return null;
        if (entry.CaseSensitive && new string(folded.Composed, start, word.Length) != entry.Word) return null;
        if (!entry.WholeWord) return WordBoundaries.IsWhole(folded.Text, end) ? end : null;
        if (!WordBoundaries.Begins(folded.Text, start)) return null;
        if (WordBoundaries.IsWhole(folded.Text, end) && WordBoundaries.Ends(folded.Text, end)) return end;
        if (!entry.Inflection) return null;
        return WordBoundaries.EndOfSuffix(folded.Text, end, TermIndex.LongestSuffix) is var to and > 0 ? to : null;
    }
}
