using System.Buffers;

namespace Stage5.Core.Guards.Compliance.Scanning;

/// <summary>What the detectors ask about the surroundings of a stretch of folded text.</summary>
internal static class Text
{
    /// <summary>No detector looks back further than this from where its find begins.</summary>
    public const int Lookback = 64;

    /// <summary>Every detector has decided within this many characters whether something begins here.</summary>
    public const int Decision = 256;

    private const int Context = 40;

    public static char Before(ReadOnlySpan<char> text, int at) => at > 0 ? text[at - 1] : ' ';

    public static char At(ReadOnlySpan<char> text, int at) => at < text.Length ? text[at] : ' ';

    /// <summary>Ideographs are not: they stand next to a number without a space.</summary>
    public static bool IsWord(char c) => (c < '\u2E80' && char.IsLetterOrDigit(c)) || c == '_';

    /// <summary>What no word of a find goes over: white space, and ideographs, whose texts have no spaces.</summary>
    public static bool IsBreak(char c) => char.IsWhiteSpace(c) || c is >= '\u2E80' and < '\uD800';

    /// <summary>No letter or digit touches this stretch, nor a number over a dot, comma, slash or dash.</summary>
    public static bool StandsAlone(ReadOnlySpan<char> text, int start, int end)
    {
        if (IsWord(Before(text, start)) || IsWord(At(text, end))) return false;
        if (Before(text, start) is '.' or ',' or '-' or '/' && start > 1 && char.IsAsciiDigit(text[start - 2]))
            return false;
        return !(At(text, end) is '.' or ',' or '-' or '/' && char.IsAsciiDigit(At(text, end + 1)));
    }

    /// <summary>One of the words stands shortly before, on the same line.</summary>
    public static bool IsAnnounced(ReadOnlySpan<char> text, int at, SearchValues<string> words)
    {
        var from = Math.Max(0, at - Context);
        var before = text[from..at];
        if (before.LastIndexOf('\n') is var line and >= 0)
        {
            from += line + 1;
            before = before[(line + 1)..];
        }

        while (before.IndexOfAny(words) is var found and >= 0)
        {
            if (!char.IsLetter(Before(text, from + found))) return true;
            from += found + 1;
            before = before[(found + 1)..];
        }

        return false;
    }
}
