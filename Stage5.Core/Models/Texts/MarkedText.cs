using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Stage5.Core.Language;

namespace Stage5.Core.Models.Texts;

/// <summary>A text whose protected spans are numbered marks, as a language model is shown it.</summary>
internal sealed partial class MarkedText
{
    private readonly IReadOnlyList<string> _spans;

    public MarkedText(ProtectedText text)
    {
        _spans = text.Spans;
        var marked = new StringBuilder();
        var number = 0;
        foreach (var piece in text.Pieces)
        {
            if (piece.Protected) marked.Append(CultureInfo.InvariantCulture, $"⟦{++number}⟧");
            else marked.Append(piece.Text);
        }

        Text = marked.ToString();
    }

    public string Text { get; }

    /// <summary>The answer with the spans back in place, or null when a mark is missing, doubled or new.</summary>
    /// <param name="complete">False where marks may be left out or said twice, as in a summary.</param>
    public string? Restore(string answer, bool complete = true)
    {
        var seen = new bool[_spans.Count];
        var whole = true;
        var restored = Mark().Replace(answer, match =>
        {
            if (!int.TryParse(match.Groups["number"].ValueSpan, CultureInfo.InvariantCulture, out var number)
                || number < 1 || number > seen.Length || (complete && seen[number - 1]))
            {
                whole = false;
                return "";
            }

            seen[number - 1] = true;
            return _spans[number - 1];
        });
        return whole && (!complete || seen.All(found => found)) ? restored : null;
    }

    // Models like to pad what they copy.
    [GeneratedRegex(@"⟦\s*(?<number>[0-9]{1,6})\s*⟧",
        RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Mark();
}
