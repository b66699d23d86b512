using System.Buffers;
using System.Text;
using Stage5.Core.Guards.Compliance.Scanning;

namespace Stage5.Core.Guards.Compliance;

/// <summary>
/// The tokens of one turn and what they stand for. Lives in memory only and shows no value of itself. Texts are
/// protected one after the other; answers may be restored at the same time.
/// </summary>
public sealed class Redactions
{
    private static readonly SearchValues<char> Starts = SearchValues.Create("{\\");

    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Name, string Value), string> _tokens = [];
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);

    public bool IsEmpty => _values.Count == 0;

    /// <summary>Puts back what the tokens stand for; what the turn did not make stays as it is.</summary>
    public string Restore(string text)
    {
        if (IsEmpty) return text;
        List<Hit>? hits = null;
        var folded = Folded.Of(text);
        FindTokens(folded.Text, true, ref hits);
        if (hits is null) return text;
        var restored = new StringBuilder(text.Length);
        var from = 0;
        foreach (var hit in hits)
        {
            restored.Append(text, from, folded.Origin(hit.Start) - from).Append(hit.Value);
            from = folded.OriginOfEnd(hit.End);
        }

        return restored.Append(text, from, text.Length - from).ToString();
    }

    public override string ToString() => nameof(Redactions);

    /// <summary>The token of this value: the same for the same value.</summary>
    internal string TokenFor(string name, string value)
    {
        if (_tokens.TryGetValue((name, value), out var token)) return token;
        var number = _numbers.GetValueOrDefault(name) + 1;
        _numbers[name] = number;
        token = TokenSyntax.Write(name, number);
        _tokens[(name, value)] = token;
        _values[token] = value;
        return token;
    }

    /// <summary>One of the values behind the tokens.</summary>
    internal bool Holds(string value) => _values.ContainsValue(value);

    /// <summary>The turn's tokens in a text.</summary>
    internal void FindTokens(ReadOnlySpan<char> text, bool final, ref List<Hit>? hits)
    {
        for (var at = 0; text[at..].IndexOfAny(Starts) is var next and >= 0; at++)
        {
            at += next;
            if (TokenSyntax.Read(text, at, final, out var token, out var end) != TokenSyntax.Reading.Token) continue;
            if (!_values.TryGetValue(token, out var value)) continue;
            (hits ??= []).Add(new Hit(at, end, "token", "token", ComplianceAction.Restore) { Value = value });
            at = end - 1;
        }
    }

    /// <summary>
    /// What the caller wrote in the shape of a token. It gets a token of its own, so that it is never taken for one
    /// that the turn makes, earlier or later.
    /// </summary>
    internal static void FindLookalikes(ReadOnlySpan<char> text, ref List<Hit>? hits)
    {
        for (var at = 0; text[at..].IndexOfAny(Starts) is var next and >= 0; at++)
        {
            at += next;
            if (TokenSyntax.Read(text, at, true, out _, out var end) != TokenSyntax.Reading.Token) continue;
            (hits ??= []).Add(new Hit(at, end, "text", "token", ComplianceAction.Restore));
            at = end - 1;
        }
    }

    /// <summary>Where a token has begun of which more may come.</summary>
    internal static int OpenFrom(ReadOnlySpan<char> text)
    {
        var from = Math.Max(0, text.Length - TokenSyntax.LongestToken);
        for (var at = from; at < text.Length && text[at..].IndexOfAny(Starts) is var next and >= 0; at++)
        {
            at += next;
            if (TokenSyntax.Read(text, at, false, out _, out _) == TokenSyntax.Reading.Open) return at;
        }

        return text.Length;
    }
}
