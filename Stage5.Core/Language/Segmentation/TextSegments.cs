namespace Stage5.Core.Language.Segmentation;

/// <summary>Cuts a long text into parts that can be translated by themselves and joined again exactly.</summary>
public static class TextSegments
{
    /// <summary>UTF-16 code units of a segment, at most, where nothing else is said.</summary>
    public const int DefaultLength = 5000;

    /// <summary>
    /// The text in segments that, one after the other, are the text again, white space included. Cut behind
    /// paragraphs, else sentences, else lines, else white space, else between characters as people see them; of
    /// equals, so that the segments are of about one size. Takes time in proportion to the text.
    /// </summary>
    /// <param name="text">
    /// What is split is <see cref="ProtectedText.Text"/> of it: without NUL, and U+FFFD for lone surrogates. They
    /// are the same for a text that was cleaned before.
    /// </param>
    /// <param name="most">
    /// UTF-16 code units of a segment, at most. Only what must not be cut is longer, and is then a segment alone:
    /// a protected piece (code, URL, placeholder, tag, mention), or one character under so many marks.
    /// </param>
    /// <returns>No segment is empty; none at all for an empty text.</returns>
    public static IReadOnlyList<string> Split(string text, int most = DefaultLength)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(most);
        var found = ProtectedText.Find(text);
        if (found.Text.Length <= most) return found.Text.Length == 0 ? [] : [found.Text];

        var cuts = Cuts.Of(found);
        var segments = new List<string>();
        for (var start = 0; start < found.Text.Length;)
        {
            var end = Next(cuts, start, most);
            segments.Add(found.Text[start..end]);
            start = end;
        }

        return segments;
    }

    /// <summary>
    /// Of the best cuts in reach the first behind the even share of what is left, or else the last before it.
    /// After a short segment the next can only be short for a lesser cut, so few are: all the looking stays
    /// linear.
    /// </summary>
    private static int Next(ReadOnlySpan<Cut> cuts, int start, int most)
    {
        var left = cuts.Length - 1 - start;
        if (left <= most) return cuts.Length - 1;

        var parts = ((left - 1) / most) + 1;
        var share = start + ((left - 1) / parts) + 1;
        var (best, at) = (Cut.Never, 0);
        for (var i = start + 1; i <= start + most; i++)
        {
            if (cuts[i] > best || (cuts[i] == best && at < share)) (best, at) = (cuts[i], i);
        }

        if (best != Cut.Never) return at;
        for (at = start + most + 1; cuts[at] == Cut.Never;) at++;
        return at;
    }
}
