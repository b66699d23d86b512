using Stage5.Core.Language.Detection;

namespace Stage5.LanguageProfiles;

/// <summary>A text as the detector would read it.</summary>
/// <param name="Words">As <see cref="UsefulText"/> leaves them.</param>
/// <param name="Letters">Of the script in question.</param>
internal sealed record Sample(string Language, string Source, string Text, string Words, ScriptGroup Script, int Letters)
{
    /// <summary>Reads lines of language, source and text.</summary>
    public static List<Sample> Read(string file)
    {
        var all = new List<Sample>();
        foreach (var line in File.ReadLines(file))
        {
            if (line.Split('\t') is not [var language, var source, var text]) continue;
            if (Of(language, source, text) is { } sample) all.Add(sample);
        }

        return all;
    }

    /// <summary>The text, or null where it has no letters, or not in the script of its language.</summary>
    public static Sample? Of(string language, string source, string text)
    {
        Span<char> buffer = stackalloc char[UsefulText.Capacity];
        Span<int> letters = stackalloc int[(int)ScriptGroup.Count];
        letters.Clear();
        var useful = new UsefulText(buffer, letters);
        useful.Read(text.Normalize());
        var script = ScriptGroup.None;
        for (var at = ScriptGroup.Latin; at < ScriptGroup.Count; at++)
        {
            if (letters[(int)at] * Scripts.Weight(at) > letters[(int)script] * Scripts.Weight(script)) script = at;
        }

        return script == ScriptGroup.None
            ? null
            : new Sample(language, source, text, useful.Words.ToString(), script, letters[(int)script]);
    }
}
