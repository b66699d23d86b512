using System.Globalization;

namespace Stage5.Core.Language.Segmentation;

/// <summary>How good a place is to cut a text at; the higher, the better.</summary>
internal enum Cut : byte
{
    Never,
    Character,
    Space,
    Line,
    Sentence,

    /// <summary>A sentence ends, and its line too.</summary>
    Statement,
    Paragraph,
}

/// <summary>Finds where a text may be cut.</summary>
internal static class Cuts
{
    /// <summary>For each position of the text, its end included, how good a cut before it is.</summary>
    public static Cut[] Of(ProtectedText found)
    {
        var text = found.Text;
        var cuts = new Cut[text.Length + 1];
        for (var i = 0; i < text.Length;)
        {
            i += StringInfo.GetNextTextElementLength(text.AsSpan(i));
            cuts[i] = Cut.Character;
        }

        Protect(cuts, found.Pieces);
        Rank(cuts, text);
        return cuts;
    }

    private static void Protect(Cut[] cuts, IReadOnlyList<TextPiece> pieces)
    {
        var at = 0;
        foreach (var piece in pieces)
        {
            if (piece.Protected) cuts.AsSpan(at + 1, piece.Text.Length - 1).Clear();
            at += piece.Text.Length;
        }
    }

    private static void Rank(Cut[] cuts, string text)
    {
        for (var i = 0; i < text.Length;)
        {
            if (IsSpace(text[i]))
            {
                i = RankSpace(cuts, text, i);
            }
            else if (SentenceEnds.EndsWithoutSpace(text[i]))
            {
                do i++;
                while (i < text.Length
                    && (SentenceEnds.EndsWithoutSpace(text[i]) || SentenceEnds.Closes(text[i])));
                Raise(cuts, i, Cut.Sentence);
            }
            else if (text[i++] is '、' or '，' or '；' or '：' or '،' or '؛')
            {
                Raise(cuts, i, Cut.Space);
            }
        }
    }

    /// <summary>White space goes with what is before it; only its end is more than white space.</summary>
    private static int RankSpace(Cut[] cuts, string text, int start)
    {
        var (end, lines, paragraph) = (start, 0, false);
        for (; end < text.Length && IsSpace(text[end]); end++)
        {
            Raise(cuts, end + 1, Cut.Space);
            paragraph |= text[end] == '\u2029';
            if (text[end] is '\n' or '\u0085' or '\u2028' || (text[end] == '\r' && !IsAt(text, end + 1, '\n')))
                lines++;
        }

        var sentence = SentenceEnds.EndsBefore(text, start, end);
        Raise(cuts, end, (paragraph || lines > 1, lines, sentence) switch
        {
            (true, _, _) => Cut.Paragraph,
            (_, 1, true) => Cut.Statement,
            (_, 1, _) => Cut.Line,
            (_, _, true) => Cut.Sentence,
            _ => Cut.Space,
        });
        return end;
    }

    private static void Raise(Cut[] cuts, int at, Cut to)
    {
        if (cuts[at] != Cut.Never && cuts[at] < to) cuts[at] = to;
    }

    private static bool IsAt(string text, int at, char expected) => at < text.Length && text[at] == expected;

    // The space that must not break is part of its word; the one of no width separates words (Khmer, Thai).
    private static bool IsSpace(char c) =>
        c == '\u200B' || (char.IsWhiteSpace(c) && c is not ('\u00A0' or '\u2007' or '\u202F'));
}
