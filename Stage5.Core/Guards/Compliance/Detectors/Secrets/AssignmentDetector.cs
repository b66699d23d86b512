using System.Buffers;
using Stage5.Core.Guards.Compliance.Scanning;

namespace Stage5.Core.Guards.Compliance.Detectors.Secrets;

/// <summary>What is given to a name like <c>password</c> or <c>api_key</c>, unless it is a word or a placeholder.</summary>
internal sealed class AssignmentDetector : SecretDetector
{
    private const int Shortest = 4;

    private static readonly string[] Verbs = ["is", "es", "ist", "est", "è", "é"];

    // Keywords may stand in a value, and each is looked behind: this keeps a hostile text from costing its square.
    private const int Longest = 4096;

    private static readonly SearchValues<char> Stops = SearchValues.Create(
        "\"'`<&; \t\r\n\v\f\u0085\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A"
        + "\u2028\u2029\u202F\u205F");

    public override IReadOnlyList<string> Keywords { get; } =
    [
        "password", "passwd", "pwd", "passphrase", "passcode", "api_key", "api-key", "apikey", "api key", "secret",
        "access_key", "accesskey", "accountkey", "access_token", "auth_token", "token", "private_key", "sharedaccesskey",
        "contraseña", "contrasenya", "clave", "passwort", "kennwort", "mot de passe", "wachtwoord", "senha",
        "parola d'ordine", "пароль",
    ];

    public override Extent? Find(ReadOnlySpan<char> text, int at)
    {
        if (KeywordAt(text, at, StringComparison.OrdinalIgnoreCase) is not { } keyword) return null;
        var start = at + keyword.Length;
        if (Text.At(text, start) is '"' or '\'' or '`') start++;
        var gap = start;
        start = SkipSpace(text, start);
        var said = false;
        foreach (var verb in Verbs)
        {
            if (gap == start || !text[start..].StartsWith(verb, StringComparison.OrdinalIgnoreCase)) continue;
            start += verb.Length;
            said = true;
            break;
        }

        var equals = Text.At(text, start) == '=';
        if (!equals && !said && Text.At(text, start) != ':') return null;
        var tight = gap == start;
        if (Text.At(text, start) is '=' or ':') start++;
        if (Text.At(text, start) is '=' or '>') start++;
        gap = start;
        start = SkipSpace(text, start);
        tight &= gap == start;
        var quoted = Text.At(text, start) is '"' or '\'' or '`';
        if (quoted) start++;

        var end = start + LengthOf(text.Slice(start, Math.Min(text.Length - start, Longest)));
        while (end > start && text[end - 1] is '.' or ',' or ':' or '?' or ')' or ']' or '}') end--;
        if (end - start < Shortest) return null;
        var head = text[start..Math.Min(end, start + Text.Lookback)];
        return IsValue(head, equals && (tight || quoted)) ? new Extent(start, end) : null;
    }

    private static int LengthOf(ReadOnlySpan<char> rest)
    {
        if (rest.IndexOfAny(Stops) is var stop and >= 0) rest = rest[..stop];
        return rest.IndexOfAnyInRange('\u2E80', '\uD7FF') is var ideograph and >= 0 ? ideograph : rest.Length;
    }

    private static int SkipSpace(ReadOnlySpan<char> text, int at)
    {
        for (var most = at + 3; at < most && Text.At(text, at) is ' ' && at < text.Length;) at++;
        return at;
    }

    private static bool IsValue(ReadOnlySpan<char> value, bool config)
    {
        if (value[0] is '{' or '$' or '%' or '*' or '[' or '(' or '/' || value.Contains('(')) return false;
        if (value is "null" or "None" or "none" or "true" or "false" or "undefined") return false;
        var (digits, letters, signs) = (0, 0, 0);
        foreach (var c in value)
        {
            if (char.IsAsciiDigit(c)) digits++;
            else if (char.IsLetter(c)) letters++;
            else if ("!@#$%^*+?~=".Contains(c)) signs++;
        }

        // In a configuration any word may be the value; in prose "the password: required" is no password.
        return (digits > 0 && (letters > 0 || digits >= 6)) || (signs > 0 && letters > 0)
            || (config && letters >= 6 && !value.Contains('.'));
    }
}
