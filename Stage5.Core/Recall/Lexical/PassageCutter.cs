namespace Stage5.Core.Recall.Lexical;

/// <summary>Cuts a long turn into parts that fit a budget: at a paragraph's end, a sentence's, a word's.</summary>
internal static class PassageCutter
{
    /// <summary>Characters of a part at most.</summary>
    public const int Longest = 1_200;

    public static IReadOnlyList<string> Cut(string text)
    {
        if (text.Length <= Longest) return [text];
        var parts = new List<string>();
        for (var from = 0; from < text.Length;)
        {
            var end = text.Length - from <= Longest ? text.Length : from + End(text.AsSpan(from, Longest));
            var part = text[from..end].Trim();
            if (part.Length > 0) parts.Add(part);
            from = end;
        }

        return parts;
    }

    /// <summary>Not before the half, so that no part is a scrap.</summary>
    private static int End(ReadOnlySpan<char> window)
    {
        var half = window.Length / 2;
        foreach (var ends in (ReadOnlySpan<string>)["\n", ".!?。！？", " \t、，"])
        {
            var at = window.LastIndexOfAny(ends.AsSpan());
            if (at >= half) return at + 1;
        }

        // Never between the two halves of a character.
        return char.IsHighSurrogate(window[^1]) ? window.Length - 1 : window.Length;
    }
}
