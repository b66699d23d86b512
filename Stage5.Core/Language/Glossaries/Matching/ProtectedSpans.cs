namespace Stage5.Core.Language.Glossaries.Matching;

/// <summary>Where a text is not language (<see cref="ProtectedText"/>), by place in the text as given.</summary>
internal sealed class ProtectedSpans
{
    private readonly List<(int Start, int End)> _spans = [];

    private ProtectedSpans()
    {
    }

    public static ProtectedSpans Find(string text)
    {
        var found = new ProtectedSpans();
        var at = 0;
        // A NUL would be left out and shift what follows it.
        foreach (var piece in ProtectedText.Find(text.Replace('\0', '\uFFFD')).Pieces)
        {
            if (piece.Protected) found._spans.Add((at, at + piece.Text.Length));
            at += piece.Text.Length;
        }

        return found;
    }

    /// <summary>A protected stretch lies in this one, or is cut by it.</summary>
    /// <param name="hint">Kept by a caller whose ends hardly go back.</param>
    public bool Touches(int start, int end, ref int hint)
    {
        while (hint < _spans.Count && _spans[hint].Start < end) hint++;
        while (hint > 0 && _spans[hint - 1].Start >= end) hint--;
        return hint > 0 && _spans[hint - 1].End > start;
    }
}
