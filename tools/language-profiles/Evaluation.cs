using Stage5.Core.Language.Detection;

namespace Stage5.LanguageProfiles;

/// <summary>Picks the sentences that the tests measure detection on.</summary>
internal static class Evaluation
{
    private const int MostPerLanguage = 60;
    private const int Longest = 240;

    public static int Write(string file, IReadOnlyList<Sample> samples)
    {
        var lines = new List<string>();
        foreach (var group in samples.GroupBy(sample => sample.Language).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            var script = group.GroupBy(sample => sample.Script).MaxBy(part => part.Sum(sample => sample.Letters))!.Key;
            // A line without a letter of the language's script was never translated.
            var whole = group.Where(sample => IsLong(sample) && sample.Text.Length <= Longest
                && sample.Text.Any(unit => Scripts.Of(unit) == script)).ToArray();
            var stride = Math.Max(1.0, (double)whole.Length / MostPerLanguage);
            for (var at = 0; at < Math.Min(MostPerLanguage, whole.Length); at++)
            {
                var sample = whole[(int)(at * stride)];
                lines.Add($"{sample.Language}\t{sample.Source}\t{sample.Text}\n");
            }
        }

        File.WriteAllText(file, string.Concat(lines));
        return lines.Count;
    }

    /// <summary>Long enough to be counted on: 40 letters and spaces, 30 of Thai, 12 of Han, Kana and Hangul.</summary>
    public static bool IsLong(Sample sample) => sample.Words.Length - 2 >= sample.Language switch
    {
        "zh-Hans" or "zh-Hant" or "ja" or "ko" => 12,
        "th" => 30,
        _ => 40,
    };
}
