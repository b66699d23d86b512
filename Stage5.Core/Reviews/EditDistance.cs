using System.Globalization;

namespace Stage5.Core.Reviews;

/// <summary>How far an edit is from what it was made of.</summary>
internal static class EditDistance
{
    private const int Word = 64;

    /// <summary>
    /// Levenshtein's distance in text elements: what a person sees as one character counts as one. Exact, in memory of
    /// the order of the texts' length; two of 50,000 characters that have nothing in common take a fraction of a second
    /// (Myers' bit vectors, Hyyrö's blocks, one block at a time along the whole text).
    /// </summary>
    public static int Of(string from, string to)
    {
        if (string.Equals(from, to, StringComparison.Ordinal))
            return 0;
        var symbols = new Dictionary<string, int>(StringComparer.Ordinal);
        var (one, other) = (Symbols(from, symbols), Symbols(to, symbols));
        var head = one.AsSpan().CommonPrefixLength(other);
        var tail = 0;
        while (tail < Math.Min(one.Length, other.Length) - head && one[^(tail + 1)] == other[^(tail + 1)])
            tail++;
        (one, other) = (one[head..^tail], other[head..^tail]);
        if (one.Length > other.Length)
            (one, other) = (other, one);
        return one.Length == 0 ? other.Length : Distance(one, other, symbols.Count);
    }

    private static int[] Symbols(string text, Dictionary<string, int> known)
    {
        var symbols = new List<int>(text.Length);
        for (var at = 0; at < text.Length;)
        {
            var length = StringInfo.GetNextTextElementLength(text, at);
            var element = text.Substring(at, length);
            if (!known.TryGetValue(element, out var symbol))
                known[element] = symbol = known.Count;
            symbols.Add(symbol);
            at += length;
        }

        return [.. symbols];
    }

    // carry: what each column of the block above adds to the row below it; the first row grows by one a column.
    private static int Distance(ReadOnlySpan<int> pattern, ReadOnlySpan<int> text, int symbols)
    {
        var (matches, carry) = (new ulong[symbols], new sbyte[text.Length]);
        Array.Fill(carry, (sbyte)1);
        var distance = pattern.Length;
        for (var from = 0; from < pattern.Length; from += Word)
        {
            var block = pattern[from..Math.Min(from + Word, pattern.Length)];
            for (var i = 0; i < block.Length; i++)
                matches[block[i]] |= 1UL << i;
            var last = 1UL << (block.Length - 1);
            var (plus, minus) = (ulong.MaxValue, 0UL);
            for (var column = 0; column < text.Length; column++)
            {
                var (match, above) = (matches[text[column]], carry[column]);
                var vertical = match | minus;
                if (above < 0)
                    match |= 1;
                var horizontal = (((match & plus) + plus) ^ plus) | match;
                var (up, down) = (minus | ~(horizontal | plus), plus & horizontal);
                carry[column] = (sbyte)(((up & last) != 0 ? 1 : 0) - ((down & last) != 0 ? 1 : 0));
                up = (up << 1) | (above > 0 ? 1UL : 0);
                down = (down << 1) | (above < 0 ? 1UL : 0);
                (plus, minus) = (down | ~(vertical | up), up & vertical);
            }

            foreach (var symbol in block)
                matches[symbol] = 0;
        }

        foreach (var step in carry)
            distance += step;
        return distance;
    }
}
