using Stage5.Core.Language.Detection;

namespace Stage5.LanguageProfiles;

/// <summary>A first look at how right profiles are; what counts is the evaluation among the tests.</summary>
internal static class Measure
{
    private const int MostPerLanguage = 150;

    public static void Print(LanguageDetector detector, IReadOnlyList<Sample> samples)
    {
        var (right, all) = (0, 0);
        foreach (var group in samples.Where(Evaluation.IsLong).GroupBy(sample => sample.Language).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            var taken = group.Take(MostPerLanguage).Select(sample => (sample, Found: detector.Detect(sample.Text))).ToArray();
            var wrong = taken.Where(one => one.Found.Language != group.Key).ToArray();
            (right, all) = (right + taken.Length - wrong.Length, all + taken.Length);
            var confused = wrong.GroupBy(one => one.Found.Language).OrderByDescending(one => one.Count())
                .Select(one => $"{one.Key} {one.Count()}");
            Console.WriteLine($"{group.Key,-8} {1 - ((double)wrong.Length / taken.Length):0.000} of {taken.Length,4}  {string.Join(", ", confused)}");
        }

        Console.WriteLine($"all {(double)right / all:0.0000} of {all}");
        foreach (var (name, part) in new[] { ("long", samples.Where(Evaluation.IsLong)), ("short", samples.Where(sample => !Evaluation.IsLong(sample))) })
        {
            var results = part.GroupBy(sample => sample.Language).SelectMany(group => group.Take(MostPerLanguage))
                .Select(sample => (Found: detector.Detect(sample.Text), sample.Language))
                .Select(one => (one.Found.Confidence, Right: one.Found.Language == one.Language)).ToArray();
            var error = results.GroupBy(one => Math.Min(9, (int)(one.Confidence * 10)))
                .Sum(bin => Math.Abs(bin.Average(one => one.Confidence) - bin.Average(one => one.Right ? 1.0 : 0)) * bin.Count() / results.Length);
            Console.WriteLine($"{name}: {results.Average(one => one.Right ? 1.0 : 0):0.000} right, calibration error {error:0.0000}, of {results.Length}");
        }
    }
}
