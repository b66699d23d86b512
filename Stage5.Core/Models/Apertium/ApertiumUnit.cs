using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Stage5.Core.Language;

namespace Stage5.Core.Models.Apertium;

/// <summary>
/// What the engine is given at once: about a line. Whatever is not plain words goes to it as a numbered blank
/// (<c>[0]</c>), so that nothing in a text can be read as part of the engine's stream format.
/// </summary>
internal sealed partial class ApertiumUnit(IReadOnlyList<TextPiece> pieces)
{
    public IReadOnlyList<TextPiece> Pieces { get; } = pieces;

    private string Source => string.Concat(Pieces.Select(piece => piece.Text));

    /// <summary>The unit in the engine's stream format.</summary>
    public string Encode()
    {
        var stream = new StringBuilder();
        for (var i = 0; i < Pieces.Count; i++)
        {
            if (Pieces[i].Protected) stream.Append(CultureInfo.InvariantCulture, $"[{i}]");
            else stream.Append(Special().Replace(Pieces[i].Text, @"\$0"));
        }

        return stream.ToString();
    }

    /// <summary>
    /// The engine's answer as text, or null when it lost, doubled or invented a blank. Of some words (<c>will</c>)
    /// nothing is left alone; they come back as unknown words do, as they were.
    /// </summary>
    public string? Decode(string stream)
    {
        var doubled = Pieces.Any(piece => !piece.Protected && piece.Text.Contains("  ", StringComparison.Ordinal));
        var answer = doubled ? stream.Trim() : Spaces().Replace(stream.Trim(), " ");
        var seen = new bool[Pieces.Count];
        var text = new StringBuilder(answer.Length);
        var words = -1;
        var shouts = Shouts();
        for (var i = 0; i < answer.Length; i++)
        {
            switch (answer[i])
            {
                case '[':
                    var end = answer.IndexOf(']', i);
                    if (end < 0 || !int.TryParse(answer.AsSpan(i + 1, end - i - 1), NumberStyles.None,
                        CultureInfo.InvariantCulture, out var index)) return null;
                    if (index >= seen.Length || seen[index] || !Pieces[index].Protected) return null;
                    seen[index] = true;
                    text.Append(Pieces[index].Text);
                    i = end;
                    break;
                case '<' when answer.IndexOf('>', i) is var close and >= 0:
                    i = close; // A grammatical tag that no rule consumed; some programs escape it.
                    break;
                case '\\' when i + 1 < answer.Length && answer[i + 1] == '<':
                    break;
                case '\\' when i + 1 < answer.Length:
                    text.Append(Cased(answer[++i]));
                    break;
                case '*' or '#' or '@' or '~' or '^' or '$':
                    break; // The engine's marks: the text's own are in blanks.
                default:
                    if (words < 0 && char.IsLetter(answer[i])) words = text.Length;
                    text.Append(Cased(answer[i]));
                    break;
            }
        }

        for (var i = 0; i < seen.Length; i++)
        {
            if (Pieces[i].Protected != seen[i]) return null;
        }

        if (words >= 0) KeepCase(text, words);
        return text.Length == 0 ? Source : text.ToString();

        char Cased(char c) => shouts ? char.ToUpperInvariant(c) : c;
    }

    /// <summary>The engine loses the upper case of some words in a text that is all upper case.</summary>
    private bool Shouts()
    {
        var letters = Pieces.Where(piece => !piece.Protected).SelectMany(piece => piece.Text).Where(char.IsLetter);
        return letters.Skip(1).Any() && letters.All(char.IsUpper);
    }

    /// <summary>
    /// The engine begins every answer as it would a sentence; a text that did not begin so should not.
    /// </summary>
    private void KeepCase(StringBuilder text, int at)
    {
        var first = Pieces.Where(piece => !piece.Protected).SelectMany(piece => piece.Text)
            .FirstOrDefault(char.IsLetter);
        var acronym = at + 1 < text.Length && char.IsUpper(text[at + 1]);
        if (char.IsLower(first) && char.IsUpper(text[at]) && !acronym) text[at] = char.ToLowerInvariant(text[at]);
    }

    [GeneratedRegex(@"[\^$/<>{}\\*@#+~:\[\]]", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Special();

    [GeneratedRegex(" {2,}", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Spaces();
}
