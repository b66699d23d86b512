using System.Globalization;
using System.Text;

namespace Stage5.Core.Turns;

/// <summary>
/// Terms of the glossary as placeholders that every model keeps (<c>{{term_1}}</c>), and what stands for them in the
/// translation. One language's; what the caller wrote in the shape of one is never taken for it.
/// </summary>
public sealed class TermTokens
{
    private readonly List<(string Token, string Value)> _tokens = [];

    private TermTokens(string text) => Text = text;

    /// <summary>The text with placeholders.</summary>
    public string Text { get; private set; }

    /// <param name="terms">In order, not overlapping: where, how long, and what shall stand there.</param>
    public static TermTokens Put(string text, IEnumerable<(int Start, int Length, string Value)> terms)
    {
        var tokens = new TermTokens(text);
        var result = new StringBuilder(text.Length);
        var (from, number) = (0, 0);
        foreach (var (start, length, value) in terms)
        {
            string token;
            do token = string.Create(CultureInfo.InvariantCulture, $"{{{{term_{++number}}}}}");
            while (text.Contains(token, StringComparison.Ordinal));
            tokens._tokens.Add((token, value));
            result.Append(text, from, start - from).Append(token);
            from = start + length;
        }

        tokens.Text = result.Append(text, from, text.Length - from).ToString();
        return tokens;
    }

    /// <summary>A translation with the terms in place of their placeholders, each where it stands.</summary>
    public string Restore(string translation)
    {
        if (_tokens.Count == 0) return translation;
        var values = _tokens.ToDictionary(one => one.Token, one => one.Value, StringComparer.Ordinal);
        var result = new StringBuilder(translation.Length);
        var from = 0;
        for (var at = Next(translation, 0); at >= 0; at = Next(translation, at + 2))
        {
            var end = translation.IndexOf("}}", at, StringComparison.Ordinal);
            if (end < 0) break;
            if (!values.TryGetValue(translation[at..(end + 2)], out var value)) continue;
            result.Append(translation, from, at - from).Append(value);
            from = end + 2;
        }

        return result.Append(translation, from, translation.Length - from).ToString();
    }

    private static int Next(string text, int from) =>
        from >= text.Length ? -1 : text.IndexOf("{{term_", from, StringComparison.Ordinal);
}
