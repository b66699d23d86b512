using System.Globalization;
using System.Text;
using Stage5.Core.Guards.Compliance;
using Stage5.Core.Guards.Compliance.Scanning;

namespace Stage5.Tests.Guards.Compliance;

[Trait("Generates", "docs")]
public sealed class DetectionTests
{
    private const int PerKind = 400;
    private static readonly string[] Checked = ["card", "iban", "national_id"];
    private static readonly string[] Unchecked = ["GB NINO", "US SSN"];

    [Fact]
    public async Task Classes_with_a_checksum_are_found_as_well_as_promised_and_the_page_says_how_well()
    {
        var scores = new Dictionary<string, Score>(StringComparer.Ordinal);
        var kinds = new Dictionary<string, (int Found, int All)>(StringComparer.Ordinal);
        var wrong = new List<string>();
        var set = new LabelledSet(seed: 20_261_190).Make(PerKind).ToList();
        foreach (var text in set) Measure(text, scores, kinds, wrong);

        foreach (var name in Checked)
        {
            var context = name + "\n" + string.Join('\n', wrong.Where(one => one.StartsWith(name, StringComparison.Ordinal)).Take(40));
            scores[name].Precision.ShouldBeGreaterThanOrEqualTo(0.98, context);
            scores[name].Recall.ShouldBeGreaterThanOrEqualTo(0.95, context);
        }

        TestContext.Current.TestOutputHelper?.WriteLine(string.Join('\n', wrong));
        await Repository.ShouldHoldPartAsync(
            Repository.PathOf("docs", "compliance.md"), "detection", Table(set.Count, scores, kinds));
    }

    private static void Measure(
        Labelled text, Dictionary<string, Score> scores, Dictionary<string, (int Found, int All)> kinds, List<string> wrong)
    {
        List<Hit>? hits = null;
        var folded = Folded.Of(text.Text);
        Scanner.Scan(folded.Text, CompliancePolicy.Default, ref hits);
        var found = new List<(string Class, string Value)>();
        foreach (var hit in Overlaps.Resolve(hits ?? []))
            found.Add((hit.Class, text.Text[folded.Origin(hit.Start)..folded.OriginOfEnd(hit.End)]));

        foreach (var (name, kind, value) in text.Values)
        {
            var (hit, all) = kinds.GetValueOrDefault(kind);
            // A sign of the sentence may be taken for the password's last; a part left out may not.
            var right = found.RemoveAll(one => one.Class == name && one.Value.Contains(value, StringComparison.Ordinal)
                && one.Value.Length <= value.Length + (name == "secret" ? 2 : 0)) > 0;
            kinds[kind] = (hit + (right ? 1 : 0), all + 1);
            if (Array.IndexOf(Unchecked, kind) < 0) scores[name] = scores.GetValueOrDefault(name, new Score(0, 0, 0)).Add(right ? 1 : 0, 0, right ? 0 : 1);
            if (!right) wrong.Add($"{name} missed ({kind}): {text.Text}");
        }

        foreach (var (name, value) in found)
        {
            scores[name] = scores.GetValueOrDefault(name, new Score(0, 0, 0)).Add(0, 1, 0);
            wrong.Add($"{name} wrongly {value}: {text.Text}");
        }
    }

    private static string Table(int texts, Dictionary<string, Score> scores, Dictionary<string, (int Found, int All)> kinds)
    {
        var table = new StringBuilder();
        table.AppendLine(CultureInfo.InvariantCulture, $"Measured on {texts} generated texts, half of them without anything to find.");
        table.AppendLine().AppendLine("| class | precision | recall |").AppendLine("|---|---|---|");
        foreach (var name in ComplianceClasses.Detected)
            table.AppendLine(CultureInfo.InvariantCulture, $"| `{name}` | {scores[name].Precision:0.000} | {scores[name].Recall:0.000} |");
        table.AppendLine().AppendLine("| kind | found whole |").AppendLine("|---|---|");
        foreach (var (kind, (found, all)) in kinds)
            table.AppendLine(CultureInfo.InvariantCulture, $"| {kind} | {found} of {all} |");
        return table.ToString();
    }

    private sealed record Score(int Right, int Wrong, int Missed)
    {
        public double Precision => Right + Wrong == 0 ? 1 : (double)Right / (Right + Wrong);

        public double Recall => (double)Right / (Right + Missed);

        public Score Add(int right, int wrong, int missed) => new(Right + right, Wrong + wrong, Missed + missed);
    }
}
