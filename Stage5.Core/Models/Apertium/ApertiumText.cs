using System.Text;
using System.Text.RegularExpressions;
using Stage5.Core.Language;

namespace Stage5.Core.Models.Apertium;

/// <summary>
/// A text cut into units to translate and the stretches between them, kept as they are: line breaks, indentation,
/// lines without a word. A line that was only wrapped (long, not ended, going on in lower case) is joined with the
/// next, so that the engine sees the sentence.
/// </summary>
internal sealed partial class ApertiumText
{
    private const int UnitAtMost = 1_500;
    private const int RoomAtLeast = 200;
    private const int WrappedFrom = 40;

    private readonly List<object> _parts = [];
    private readonly List<TextPiece> _unit = [];
    private int _length;
    private int _line;

    public ApertiumText(ProtectedText text)
    {
        var atoms = text.Pieces.SelectMany(Atoms).ToArray();
        for (var i = 0; i < atoms.Length; i++)
        {
            var (atom, kind) = atoms[i];
            if (kind == Kind.Kept) Add(new TextPiece(atom, true));
            else if (kind == Kind.Words) AddWords(atom);
            else if (i + 1 < atoms.Length && Wraps(atom, atoms[i + 1])) AddWrap(atom);
            else EndUnit(atom);
        }

        EndUnit("");
        Units = [.. _parts.OfType<ApertiumUnit>()];
    }

    private enum Kind
    {
        Words,
        Kept,
        Break,
    }

    public IReadOnlyList<ApertiumUnit> Units { get; }

    /// <summary>The whole text with each unit replaced by its translation.</summary>
    public string Assemble(IReadOnlyList<string> translations)
    {
        var text = new StringBuilder();
        var next = 0;
        foreach (var part in _parts) text.Append(part is ApertiumUnit ? translations[next++] : (string)part);
        return text.ToString();
    }

    private static IEnumerable<(string Text, Kind Kind)> Atoms(TextPiece piece)
    {
        if (piece.Protected)
        {
            yield return (piece.Text, Kind.Kept);
            yield break;
        }

        var from = 0;
        foreach (Match match in NotWords().Matches(piece.Text))
        {
            if (match.Index > from) yield return (piece.Text[from..match.Index], Kind.Words);
            yield return (match.Value, match.Groups["break"].Success ? Kind.Break : Kind.Kept);
            from = match.Index + match.Length;
        }

        if (from < piece.Text.Length) yield return (piece.Text[from..], Kind.Words);
    }

    private bool Wraps(string lineBreak, (string Text, Kind Kind) next) =>
        _length - _line >= WrappedFrom && _unit is [.., { Protected: false } last]
        && last.Text.TrimEnd() is [.., var end] && (char.IsLetter(end) || end == ',')
        && lineBreak.AsSpan().Count('\n') == 1 && next.Kind == Kind.Words && char.IsLower(next.Text[0]);

    private void AddWrap(string lineBreak)
    {
        Add(new TextPiece(lineBreak, true));
        _line = _length;
    }

    private void AddWords(string words)
    {
        while (_length + words.Length > UnitAtMost)
        {
            if (_length > UnitAtMost - RoomAtLeast)
            {
                EndUnit("");
                continue;
            }

            var cut = Cut(words, UnitAtMost - _length);
            Add(new TextPiece(words[..cut], false));
            EndUnit("");
            words = words[cut..];
        }

        if (words.Length > 0) Add(new TextPiece(words, false));
    }

    /// <summary>After a sentence if one ends within the room, else after a word, else within one.</summary>
    private static int Cut(string words, int room)
    {
        var within = words.AsSpan(0, Math.Min(room, words.Length));
        for (var i = within.Length - 2; i > 0; i--)
        {
            if (within[i] is '.' or '!' or '?' or '…' && char.IsWhiteSpace(within[i + 1])) return i + 2;
        }

        var space = within.LastIndexOf(' ');
        if (space >= 0) return space + 1;
        return char.IsHighSurrogate(within[^1]) ? within.Length - 1 : within.Length;
    }

    private void Add(TextPiece piece)
    {
        // Neighbouring blanks are one, so that nothing can come between them.
        if (piece.Protected && _unit is [.., { Protected: true } last])
            _unit[^1] = new TextPiece(last.Text + piece.Text, true);
        else _unit.Add(piece);
        _length += piece.Text.Length;
    }

    private void EndUnit(string gap)
    {
        var lead = "";
        var tail = "";
        if (_unit is [{ Protected: false } first, ..])
        {
            var text = first.Text.TrimStart();
            lead = first.Text[..^text.Length];
            _unit[0] = new TextPiece(text, false);
        }

        if (_unit is [.., { Protected: false } last])
        {
            var text = last.Text.TrimEnd();
            tail = last.Text[text.Length..];
            _unit[^1] = new TextPiece(text, false);
        }

        _parts.Add(lead);
        if (_unit.Any(piece => !piece.Protected && ProtectedText.ContainsLetter(piece.Text)))
            _parts.Add(new ApertiumUnit([.. _unit.Where(piece => piece.Text.Length > 0)]));
        else
            _parts.AddRange(_unit.Select(piece => piece.Text));
        _parts.Add(tail + gap);
        _unit.Clear();
        (_length, _line) = (0, 0);
    }

    [GeneratedRegex(
        @"(?<break>(?<![ \t])[ \t]*(?:[\n\v\f\u0085\u2028\u2029]|\r\n?)\s*)|[\^$/<>{}\\*@#+~\[\]\p{Cc}-[\t]]+",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5_000)]
    private static partial Regex NotWords();
}
