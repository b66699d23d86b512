using Stage5.Core.Language.Detection;

namespace Stage5.LanguageProfiles;

/// <summary>Fits how sums become probabilities, on texts that the weights were not fitted on.</summary>
internal static class Calibrator
{
    private const int MostPerLanguage = 300;

    public static ProfileData Calibrate(ProfileData data, IReadOnlyList<Sample> tune)
    {
        var profile = new Profile(data);
        var languages = data.Languages.Index().ToDictionary(one => one.Item, one => one.Index);
        var sums = tune
            .Where(sample => sample.Script == data.Script && languages.ContainsKey(sample.Language))
            .GroupBy(sample => sample.Language).SelectMany(group => group.Take(MostPerLanguage))
            .Select(sample =>
            {
                var sum = new int[profile.Width];
                profile.Sum(sample.Words, sum);
                return (Sum: sum, Right: languages[sample.Language], sample.Letters);
            }).ToArray();

        var (best, sharpness, growth) = (double.MaxValue, 1f, -0.5f);
        for (var g = -1.0f; g <= 0.2f; g += 0.05f)
        {
            for (var s = 0.1f; s < 20; s *= 1.1f)
            {
                var loss = sums.Sum(one => Loss(one.Sum, one.Right, languages.Count, data.Step * s * Math.Pow(one.Letters, g)));
                if (loss < best) (best, sharpness, growth) = (loss, s, g);
            }
        }

        Console.WriteLine($"{data.Script}: sharpness {sharpness:0.000}, growth {growth:0.00}, loss {best / sums.Length:0.0000}");
        return data with { Sharpness = sharpness, Growth = growth };
    }

    private static double Loss(int[] sums, int right, int count, double sharpness)
    {
        var best = sums.Take(count).Max();
        var all = 0.0;
        for (var at = 0; at < count; at++) all += Math.Exp((sums[at] - best) * sharpness);
        return Math.Log(all) - ((sums[right] - best) * sharpness);
    }
}
