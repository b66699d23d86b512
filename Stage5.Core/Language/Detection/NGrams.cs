namespace Stage5.Core.Language.Detection;

/// <summary>What is done with each n-gram. A struct, so that the walk is compiled for it.</summary>
internal interface INGramVisitor
{
    void Visit(uint hash, int start, int length);
}

/// <summary>
/// The character n-grams of a text as <see cref="UsefulText"/> leaves it: within words, their boundaries included,
/// and each longer word as a whole. The builder of the profiles and the detector share this walk.
/// </summary>
internal static class NGrams
{
    private const int Longest = 5;
    private const int LongestOfHan = 2;
    private const uint WordSeed = 0x9E3779B9;

    /// <param name="text">Words of one or several scripts, a space before, between and after them.</param>
    /// <param name="group">Words of other scripts are passed over.</param>
    public static void Walk<TVisitor>(ReadOnlySpan<char> text, ScriptGroup group, ref TVisitor visitor)
        where TVisitor : struct, INGramVisitor, allows ref struct
    {
        var at = 0;
        while (at < text.Length - 1)
        {
            var length = text[(at + 1)..].IndexOf(' ');
            if (length < 0)
                break;
            if (length > 0 && Scripts.Of(text[at + 1]) == group)
            {
                if (group == ScriptGroup.Han)
                    WalkWord(text.Slice(at + 1, length), at + 1, LongestOfHan, ref visitor);
                else
                    WalkWord(text.Slice(at, length + 2), at, Longest, ref visitor);
            }

            at += length + 1;
        }
    }

    private static void WalkWord<TVisitor>(ReadOnlySpan<char> word, int offset, int longest, ref TVisitor visitor)
        where TVisitor : struct, INGramVisitor, allows ref struct
    {
        for (var start = 0; start < word.Length; start++)
        {
            uint hash = 0;
            var end = Math.Min(word.Length, start + longest);
            for (var next = start; next < end; next++)
            {
                hash = Mix(hash, word[next]);
                // A lone boundary says nothing.
                if (next > start || word[next] != ' ')
                    visitor.Visit(hash, offset + start, next - start + 1);
            }
        }

        if (longest < Longest || word.Length <= Longest)
            return;
        var whole = WordSeed;
        foreach (var letter in word)
            whole = Mix(whole, letter);
        visitor.Visit(whole, offset, word.Length);
    }

    private static uint Mix(uint hash, char letter)
    {
        hash = (hash ^ letter) * 0x85EBCA6B;
        return (hash ^ (hash >> 15)) + 0x27D4EB2F;
    }
}
