using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Stage5.Tests.ServiceDefaults;

/// <summary>Reads the two text formats by the letter and throws at whatever they do not allow.</summary>
internal sealed partial class PrometheusText
{
    private readonly bool _open;
    private readonly Dictionary<string, Family> _families = new(StringComparer.Ordinal);
    private readonly HashSet<string> _series = new(StringComparer.Ordinal);
    private Family? _current;
    private bool _ended;

    private PrometheusText(bool open) => _open = open;

    public IReadOnlyDictionary<string, Family> Families => _families;

    public static PrometheusText Parse(string text, bool openMetrics)
    {
        text.ShouldEndWith("\n");
        text.ShouldNotContain("\r");
        var reader = new PrometheusText(openMetrics);
        foreach (var line in text[..^1].Split('\n'))
        {
            reader._ended.ShouldBeFalse("something follows # EOF");
            reader.Read(line);
        }

        reader._ended.ShouldBe(openMetrics, "only OpenMetrics ends with # EOF, and it must");
        foreach (var family in reader._families.Values)
        {
            reader.Check(family);
        }

        return reader;
    }

    private void Read(string line)
    {
        if (line == "# EOF")
        {
            _ended = true;
        }
        else if (line.StartsWith('#'))
        {
            var comment = Comment().Match(line);
            comment.Success.ShouldBeTrue($"bad comment: {line}");
            Describe(comment.Groups["name"].Value, comment.Groups["word"].Value, comment.Groups["rest"].Value);
        }
        else
        {
            var sample = SampleLine().Match(line);
            sample.Success.ShouldBeTrue($"bad sample: {line}");
            Add(sample.Groups["name"].Value, sample.Groups["labels"].Value, sample.Groups["value"].Value);
        }
    }

    private void Describe(string name, string word, string rest)
    {
        if (_current?.Name != name)
        {
            _families.ContainsKey(name).ShouldBeFalse($"{name} is in two places");
            _families[name] = _current = new Family(name);
        }

        _current.Samples.Count.ShouldBe(0, $"{word} of {name} comes after its samples");
        _current.Words.TryAdd(word, rest).ShouldBeTrue($"{word} of {name} is there twice");
    }

    private void Add(string name, string labels, string value)
    {
        _current.ShouldNotBeNull().Suffixes(_open).Select(suffix => _current!.Name + suffix)
            .ShouldContain(name, $"{name} does not belong to {_current!.Name}");
        _series.Add(name + labels).ShouldBeTrue($"{name}{labels} is there twice");
        var read = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (Match label in Label().Matches(labels))
        {
            read.TryAdd(label.Groups["name"].Value, Unescape(label.Groups["value"].Value))
                .ShouldBeTrue($"a label of {name}{labels} is there twice");
        }

        _current.Samples.Add(new Sample(name, read, Number(value)));
    }

    private void Check(Family family)
    {
        family.Words.ShouldContainKey("HELP");
        family.Words["TYPE"].ShouldBeOneOf("counter", "gauge", "histogram", "info");
        family.Samples.ShouldNotBeEmpty();
        if (family.Words.TryGetValue("UNIT", out var unit))
        {
            family.Name.ShouldEndWith("_" + unit);
        }

        if (family.Type == "counter")
        {
            family.Samples.ShouldAllBe(sample => sample.Is("_total") && sample.Value >= 0);
        }

        if (family.Type == "histogram")
        {
            foreach (var series in family.Samples.GroupBy(sample => sample.Key(without: "le")))
            {
                CheckHistogram(family.Name, [.. series]);
            }
        }
    }

    private void CheckHistogram(string name, List<Sample> samples)
    {
        var buckets = samples.Where(sample => sample.Name == name + "_bucket").ToList();
        var bounds = buckets.Select(bucket => bucket.Labels["le"]).ToList();
        bounds[^1].ShouldBe("+Inf");
        bounds.Select(Number).ShouldBe(bounds.Select(Number).Order(), "bounds rise");
        buckets.Select(bucket => bucket.Value).ShouldBe(
            buckets.Select(bucket => bucket.Value).Order(), "buckets are cumulative");
        samples.Single(sample => sample.Name == name + "_count").Value.ShouldBe(buckets[^1].Value);
        samples.ShouldContain(sample => sample.Name == name + "_sum");
        if (_open)
        {
            bounds.ShouldAllBe(bound => bound.Contains('.') || bound.Contains('E') || bound == "+Inf");
        }
    }

    private static double Number(string text) => text switch
    {
        "+Inf" => double.PositiveInfinity,
        "-Inf" => double.NegativeInfinity,
        _ => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture),
    };

    private static string Unescape(string value)
    {
        var text = new StringBuilder();
        for (var at = 0; at < value.Length; at++)
        {
            text.Append(value[at] != '\\' ? value[at] : value[++at] == 'n' ? '\n' : value[at]);
        }

        return text.ToString();
    }

    private const string Name = "[a-zA-Z_:][a-zA-Z0-9_:]*";
    private const string OneLabel = """[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\]|\\["\\n])*"{1}""";
    private const string Decimal = @"[+-]Inf|NaN|-?[0-9]+(?:\.[0-9]+)?(?:E[+-]?[0-9]+)?";

    [GeneratedRegex("^# (?<word>HELP|TYPE|UNIT) (?<name>" + Name + ") (?<rest>.+)$", RegexOptions.None, 1000)]
    private static partial Regex Comment();

    [GeneratedRegex(
        "^(?<name>" + Name + @")(?<labels>\{" + OneLabel + "(?:," + OneLabel + @")*\})? "
            + "(?<value>" + Decimal + ")$",
        RegexOptions.None,
        1000)]
    private static partial Regex SampleLine();

    [GeneratedRegex(
        """(?<name>[a-zA-Z_][a-zA-Z0-9_]*)="(?<value>(?:[^"\\]|\\["\\n])*)"[,}]""", RegexOptions.None, 1000)]
    private static partial Regex Label();

    internal sealed record Sample(string Name, IReadOnlyDictionary<string, string> Labels, double Value)
    {
        public bool Is(string suffix) => Name.EndsWith(suffix, StringComparison.Ordinal);

        public string Key(string without) => string.Join(',', Labels
            .Where(label => label.Key != without)
            .OrderBy(label => label.Key, StringComparer.Ordinal)
            .Select(label => $"{label.Key}={label.Value}"));
    }

    internal sealed record Family(string Name)
    {
        public Dictionary<string, string> Words { get; } = new(StringComparer.Ordinal);

        public List<Sample> Samples { get; } = [];

        public string Type => Words["TYPE"];

        public string[] Suffixes(bool open) => (Type, open) switch
        {
            ("histogram", _) => ["_bucket", "_sum", "_count"],
            ("counter", true) => ["_total"],
            ("info", true) => ["_info"],
            _ => [""],
        };
    }
}
