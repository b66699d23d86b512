using System.Numerics;

namespace Stage5.Core.Language.Glossaries.Matching;

/// <summary>
/// The stretches that terms could claim, as one bit for each length and start: a hostile text in which everything
/// overlaps takes no more room than that.
/// </summary>
internal sealed class SpanTable(int textLength)
{
    private readonly ulong[]?[] _forced = new ulong[]?[Longest + 1];
    private readonly ulong[]?[] _free = new ulong[]?[Longest + 1];

    /// <summary>Of a term and its suffix.</summary>
    public const int Longest = byte.MaxValue + TermIndex.LongestSuffix;

    public void Add(int start, int length, bool forced)
    {
        var row = (forced ? _forced : _free)[length] ??= new ulong[(textLength / 64) + 1];
        row[start >> 6] |= 1UL << (start & 63);
    }

    /// <summary>
    /// Those that stand: forced ones before all others, the longest first, the leftmost of equals. In the order of
    /// the text.
    /// </summary>
    public List<(int Start, int Length)> Choose()
    {
        var chosen = new List<(int Start, int Length)>();
        var taken = new bool[textLength];
        Choose(_forced, chosen, taken, null);
        Choose(_free, chosen, taken, chosen.Count == 0 ? null : Sums(taken));
        chosen.Sort();
        return chosen;
    }

    /// <param name="before">How much of the text was taken before by terms that may be shorter.</param>
    private static void Choose(
        ulong[]?[] rows, List<(int Start, int Length)> chosen, bool[] taken, int[]? before)
    {
        for (var length = Longest; length > 0; length--)
        {
            if (rows[length] is not { } row) continue;
            for (var word = 0; word < row.Length; word++)
            {
                for (var bits = row[word]; bits != 0; bits &= bits - 1)
                {
                    var start = (word << 6) + BitOperations.TrailingZeroCount(bits);
                    // What was taken in this pass is at least as long, so it covers one of the ends.
                    if (taken[start] || taken[start + length - 1]) continue;
                    if (before is not null && before[start + length] != before[start]) continue;
                    taken.AsSpan(start, length).Fill(true);
                    chosen.Add((start, length));
                }
            }
        }
    }

    private static int[] Sums(bool[] taken)
    {
        var sums = new int[taken.Length + 1];
        for (var i = 0; i < taken.Length; i++)
            sums[i + 1] = sums[i] + (taken[i] ? 1 : 0);
        return sums;
    }
}
