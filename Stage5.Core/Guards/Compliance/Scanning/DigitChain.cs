using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Stage5.Core.Guards.Compliance.Scanning;

/// <summary>Digits in a row, in groups with separators between.</summary>
internal ref struct DigitChain
{
    private const int AtMost = 24;
    private const int GapAtMost = 3;

    private Digits _digits;
    private Ends _ends;

    public int Count { get; private set; }

    [UnscopedRef]
    public readonly ReadOnlySpan<char> Value(int count) => ((ReadOnlySpan<char>)_digits)[..count];

    /// <summary>The index in the text behind the n-th digit, counted from one.</summary>
    public readonly int End(int count) => _ends[count - 1];

    /// <summary>After that many digits comes a separator, or nothing that is a digit.</summary>
    public readonly bool BreaksAfter(int count) => count == Count || _ends[count] - 1 > _ends[count - 1];

    /// <summary>The lengths of the groups among the first digits, written as text: <c>4,4,4,4</c>.</summary>
    public readonly int Groups(int count, Span<int> lengths)
    {
        var groups = 0;
        var length = 0;
        for (var i = 1; i <= count; i++)
        {
            length++;
            if (i != count && !BreaksAfter(i)) continue;
            lengths[groups++] = length;
            length = 0;
        }

        return groups;
    }

    /// <summary>True when the groups have exactly these lengths.</summary>
    public readonly bool HasGroups(params ReadOnlySpan<int> lengths)
    {
        var count = 0;
        foreach (var length in lengths)
        {
            if (count + length > Count) return false;
            for (var i = 1; i < length; i++)
            {
                if (BreaksAfter(count + i)) return false;
            }

            count += length;
            if (!BreaksAfter(count)) return false;
        }

        return true;
    }

    /// <summary>Reads from a digit on; up to three separators stand between groups.</summary>
    public static DigitChain Read(ReadOnlySpan<char> text, int at, ReadOnlySpan<char> separators)
    {
        var chain = new DigitChain();
        for (var i = at; i < text.Length && chain.Count < AtMost;)
        {
            if (char.IsAsciiDigit(text[i]))
            {
                chain._digits[chain.Count] = text[i++];
                chain._ends[chain.Count++] = i;
                continue;
            }

            var gap = i;
            while (gap < text.Length && gap - i < GapAtMost && separators.Contains(text[gap])) gap++;
            if (gap == i || !char.IsAsciiDigit(Text.At(text, gap))) break;
            i = gap;
        }

        return chain;
    }

    [InlineArray(AtMost)]
    private struct Digits
    {
        private char _first;
    }

    [InlineArray(AtMost)]
    private struct Ends
    {
        private int _first;
    }
}
