using System.Runtime.InteropServices;
using Stage5.Core.Language.Detection;

namespace Stage5.LanguageProfiles;

/// <summary>The texts of one script, by language and by source.</summary>
internal sealed class Corpus
{
    /// <summary>Of one language's text no more than this is counted: common ones have hundreds of times as much.</summary>
    private const int MostCounted = 400_000;

    private const int Neighbours = 2;

    /// <summary>The rate of an n-gram that a language was not seen to have.</summary>
    private const double Unseen = 1e-6;

    private Corpus(ScriptGroup script, IReadOnlyList<Sample> samples)
    {
        Script = script;
        Languages = [.. samples.Select(sample => sample.Language).Distinct().Order(StringComparer.Ordinal)];
        Texts =
        [
            .. Languages.Select(language => samples.Where(sample => sample.Language == language)
                .GroupBy(sample => language == Detection.Undetermined ? "" : sample.Source).OrderBy(group => group.Key, StringComparer.Ordinal)
                .Select(group => group.Select(sample => sample.Words).ToArray()).ToArray()),
        ];
    }

    public ScriptGroup Script { get; }

    public string[] Languages { get; }

    /// <summary>By language, then by source.</summary>
    public string[][][] Texts { get; }

    /// <summary>
    /// Of what is read of a language, how much is of each of its sources: a large one counts more than a small one,
    /// and less than its size would have it.
    /// </summary>
    public double[] Shares(int language)
    {
        var all = Texts[language].Sum(texts => Math.Sqrt(texts.Length));
        return [.. Texts[language].Select(texts => Math.Sqrt(texts.Length) / all)];
    }

    /// <summary>One corpus for each script in which several languages are written.</summary>
    public static IEnumerable<Corpus> Of(IReadOnlyList<Sample> samples)
    {
        var scriptOf = samples.Where(sample => sample.Language != Detection.Undetermined).GroupBy(sample => sample.Language)
            .ToDictionary(group => group.Key, group => group.GroupBy(sample => sample.Script)
                .MaxBy(script => script.Sum(sample => sample.Letters))!.Key);
        return samples
            .Where(sample => sample.Language == Detection.Undetermined || scriptOf[sample.Language] == sample.Script)
            .GroupBy(sample => sample.Script)
            .Where(group => group.Select(sample => sample.Language).Where(language => language != Detection.Undetermined)
                .Distinct().Count() > 1)
            .OrderBy(group => group.Key)
            .Select(group => new Corpus(group.Key, [.. group]));
    }

    /// <summary>
    /// For each language the n-grams that speak for it most, and those that tell it from the languages most like it;
    /// of each only those of more than one text. Ascending by hash.
    /// </summary>
    public uint[] ChooseFeatures(int perLanguage, int perNeighbour)
    {
        var rates = Languages.Select((_, at) => Rates(at)).ToArray();
        var all = new Dictionary<uint, double>();
        foreach (var rate in rates)
            foreach (var (hash, share) in rate) CollectionsMarshal.GetValueRefOrAddDefault(all, hash, out _) += share / rates.Length;
        var chosen = new HashSet<uint>();
        foreach (var rate in rates)
        {
            chosen.UnionWith(Strongest(rate, one => Math.Log(one.Value / all[one.Key]), perLanguage));
            var neighbours = rates.Where(other => !ReferenceEquals(other, rate))
                .OrderByDescending(other => rate.Sum(one => Math.Min(one.Value, other.GetValueOrDefault(one.Key)))).Take(Neighbours);
            foreach (var other in neighbours)
            {
                chosen.UnionWith(Strongest(rate,
                    one => Math.Log(one.Value / (other.GetValueOrDefault(one.Key) + Unseen)), perNeighbour));
            }
        }

        return [.. chosen.Order()];
    }

    private static IEnumerable<uint> Strongest(
        Dictionary<uint, double> rates, Func<KeyValuePair<uint, double>, double> tells, int count) => rates
        .OrderByDescending(one => one.Value * tells(one)).ThenBy(one => one.Key).Take(count).Select(one => one.Key);

    private Dictionary<uint, double> Rates(int language)
    {
        var rates = new Dictionary<uint, double>();
        foreach (var (texts, share) in Texts[language].Zip(Shares(language)))
        {
            var counter = new Counter();
            var read = 0;
            foreach (var text in texts)
            {
                counter.Text++;
                NGrams.Walk(text, Script, ref counter);
                if ((read += text.Length) > MostCounted) break;
            }

            var all = counter.Counts.Values.Sum(count => count.All);
            foreach (var (hash, count) in counter.Counts)
            {
                if (count.Texts > 1 || texts.Length < 10)
                    CollectionsMarshal.GetValueRefOrAddDefault(rates, hash, out _) += share * count.All / all;
            }
        }

        return rates;
    }

    private struct Counter() : INGramVisitor
    {
        public int Text;

        public readonly Dictionary<uint, (int All, int Texts, int Last)> Counts = [];

        public readonly void Visit(uint hash, int start, int length)
        {
            ref var count = ref CollectionsMarshal.GetValueRefOrAddDefault(Counts, hash, out _);
            count.All++;
            if (count.Last == Text) return;
            (count.Texts, count.Last) = (count.Texts + 1, Text);
        }
    }
}
