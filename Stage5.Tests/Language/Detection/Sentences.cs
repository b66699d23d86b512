using Stage5.Core.Language.Detection;

namespace Stage5.Tests.Language.Detection;

/// <summary>A sentence that no profile was built from, and what the detector makes of it.</summary>
internal sealed record Judged(string Language, string Source, string Text, string Found, double Confidence)
{
    public bool Right => Found == Language;
}

/// <summary>The committed evaluation set: <c>sentences.tsv</c>, described in <c>sentences.md</c>.</summary>
internal static class Sentences
{
    private static readonly Lazy<IReadOnlyList<Judged>> Read = new(() =>
    [
        .. File.ReadLines(Repository.PathOf("Stage5.Tests", "Language", "Detection", "sentences.tsv"))
            .Select(line => line.Split('\t'))
            .Select(parts => (parts, found: LanguageDetector.Default.Detect(parts[2])))
            .Select(one =>
                new Judged(one.parts[0], one.parts[1], one.parts[2], one.found.Language, one.found.Confidence)),
    ]);

    public static IReadOnlyList<Judged> All => Read.Value;

    public static double Accuracy(IEnumerable<Judged> sentences) => sentences.Average(one => one.Right ? 1.0 : 0);

    /// <summary>Mean distance between confidence and being right, over ten bins of confidence.</summary>
    public static double CalibrationError(IReadOnlyCollection<Judged> sentences) => sentences
        .GroupBy(one => Math.Min(9, (int)(one.Confidence * 10)))
        .Sum(bin => Math.Abs(bin.Average(one => one.Confidence) - Accuracy(bin)) * bin.Count() / sentences.Count);

    /// <summary>The same sentences cut after a few words, or signs where words are not parted.</summary>
    public static IEnumerable<Judged> Cut(int words, int signs) => All.Select(one =>
    {
        var parts = one.Text.Split(' ');
        var text = parts.Length > words
            ? string.Join(' ', parts.Take(words))
            : one.Text[..Math.Min(signs, one.Text.Length)];
        var found = LanguageDetector.Default.Detect(text);
        return one with { Text = text, Found = found.Language, Confidence = found.Confidence };
    });
}
