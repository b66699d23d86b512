using System.Globalization;

namespace Stage5.Core.Guards.Compliance.Scanning;

/// <summary>
/// The shape of a reversible token, <c>{{email_1}}</c>: a placeholder that translators keep and models can talk
/// about. Read as models write it: any case, spaces within, braces lost or escaped, full-width signs.
/// </summary>
internal static class TokenSyntax
{
    /// <summary>Longer than any way to write a token.</summary>
    public const int LongestToken = 48;

    private const int SpacesAtMost = 4;
    private const int NumberAtMost = 6;

    private static readonly string[] Names = [.. ComplianceClasses.Detected, "phrase", "text"];

    public enum Reading
    {
        None,
        Token,

        /// <summary>The text ends before it is decided.</summary>
        Open,
    }

    public static string Write(string name, int number) =>
        string.Create(CultureInfo.InvariantCulture, $"{{{{{name}_{number}}}}}");

    /// <param name="at">Where a brace, or the backslash before one, stands in a folded text.</param>
    /// <param name="final">Nothing comes after the text.</param>
    public static Reading Read(ReadOnlySpan<char> text, int at, bool final, out string token, out int end)
    {
        token = "";
        end = at;
        var open = Braces(text, ref end, '{');
        Spaces(text, ref end);
        if (end == text.Length) return open > 0 || !final ? Ends(final) : Reading.None;
        if (open == 0) return text[at] == '\\' && at + 1 == text.Length ? Ends(final) : Reading.None;
        if (NameAt(text, ref end, out var partial) is not { } name) return partial ? Ends(final) : Reading.None;

        if (Text.At(text, end) == '\\') end++;
        if (end == text.Length) return Ends(final);
        if (text[end] is not ('_' or ' ' or '-')) return Reading.None;
        end++;
        var (digits, number) = (end, 0);
        while (end < text.Length && end - digits < NumberAtMost && char.IsAsciiDigit(text[end]))
            number = (number * 10) + text[end++] - '0';
        if (end == text.Length && !final) return Reading.Open;
        if (end == digits || number == 0 || text[digits] == '0' || Text.IsWord(Text.At(text, end))) return Reading.None;

        var value = end;
        Spaces(text, ref end);
        var close = end == text.Length ? 0 : Braces(text, ref end, '}', open);
        if (!final && end == text.Length && close < open) return Reading.Open;
        // Two braces that open are enough: a link keeps the token but may lose what closes it.
        if (close == 0)
        {
            if (open < 2) return Reading.None;
            end = value;
        }

        token = Write(name, number);
        return Reading.Token;
    }

    private static Reading Ends(bool final) => final ? Reading.None : Reading.Open;

    private static int Braces(ReadOnlySpan<char> text, ref int at, char brace, int most = 2)
    {
        // All are escaped or none is: a backslash before a token is the caller's.
        var (count, end, escaped) = (0, at, false);
        while (count < most)
        {
            var next = end;
            if (count > 0 && brace == '{') Spaces(text, ref next);
            var escape = Text.At(text, next) == '\\';
            if (escape) next++;
            if (count > 0 && escape != escaped) break;
            escaped = escape;
            if (Text.At(text, next) != brace) break;
            (end, count) = (next + 1, count + 1);
        }

        if (count == 1 && escaped && brace == '{' && end < text.Length) return 0;
        at = end;
        return count;
    }

    private static void Spaces(ReadOnlySpan<char> text, ref int at)
    {
        for (var most = at + SpacesAtMost; at < text.Length && at < most && text[at] == ' ';) at++;
    }

    private static string? NameAt(ReadOnlySpan<char> text, ref int at, out bool partial)
    {
        partial = false;
        var rest = text[at..];
        foreach (var name in Names)
        {
            var length = LengthOf(rest, name);
            if (length > 0)
            {
                at += length;
                return name;
            }

            partial |= length < 0;
        }

        return null;
    }

    // national_id has a separator of its own, written as loosely as the other.
    private static int LengthOf(ReadOnlySpan<char> text, string name)
    {
        var at = 0;
        foreach (var expected in name)
        {
            if (expected == '_' && Text.At(text, at) == '\\') at++;
            if (at >= text.Length) return -1;
            var c = char.ToLowerInvariant(text[at++]);
            if (c != expected && !(expected == '_' && c is ' ' or '-')) return 0;
        }

        return at;
    }
}
