namespace Stage5.Core.Language.Detection;

/// <summary>
/// Runs of visible ASCII that are no language: addresses, paths, names of files and of variables.
/// </summary>
internal static class TechnicalChunk
{
    /// <summary>
    /// The end of the run of visible ASCII that starts here, and whether it is to be passed over.
    /// </summary>
    public static int End(ReadOnlySpan<char> text, int start, out bool technical)
    {
        var end = start;
        while (end < text.Length && text[end] is >= '!' and <= '~') end++;
        technical = IsTechnical(text[start..end]);
        return end;
    }

    /// <summary>Passes a word with a digit in it, or with humps: <c>v2</c>, <c>getUserName</c>.</summary>
    public static bool TryPassWord(ReadOnlySpan<char> text, int start, out int after)
    {
        after = start;
        if (!char.IsAsciiLetterOrDigit(text[start]) || (start > 0 && char.IsLetterOrDigit(text[start - 1])))
            return false;
        var (digit, humps) = (false, 0);
        for (; after < text.Length && char.IsAsciiLetterOrDigit(text[after]); after++)
        {
            digit |= char.IsAsciiDigit(text[after]);
            if (after > start && char.IsAsciiLetterUpper(text[after]) && char.IsAsciiLetterLower(text[after - 1]))
                humps++;
        }

        return digit || humps > 1;
    }

    private static bool IsTechnical(ReadOnlySpan<char> run)
    {
        if (run.Length < 3) return false;
        if (run[0] == ':' && run[^1] == ':') return true;
        var slashes = 0;
        for (var at = 0; at < run.Length; at++)
        {
            var before = at > 0 && char.IsAsciiLetterOrDigit(run[at - 1]);
            var next = at + 1 < run.Length ? run[at + 1] : ' ';
            switch (run[at])
            {
                case '@' when before || char.IsAsciiLetterOrDigit(next):
                case '_' when before && char.IsAsciiLetterOrDigit(next):
                case '\\' when char.IsAsciiLetterOrDigit(next):
                case '=' when before:
                case '.' when before && char.IsAsciiLetterLower(next):
                case '(' when before && next == ')':
                case ':' when run[at..].StartsWith("://"):
                    // A tag may begin with an address in it; its end is what counts.
                    return run[0] != '<' || run[at..].StartsWith("://");
                case '/':
                    slashes++;
                    break;
            }
        }

        return slashes > 1 && run[0] != '<';
    }
}
