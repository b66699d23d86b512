using System.Globalization;
using System.Text;
using Stage5.Core.Language.Detection;

namespace Stage5.Tests.Language.Detection;

[Trait("Generates", "docs")]
public sealed class EvaluationTests
{
    private static readonly string[][] Close =
    [
        ["es", "gl", "pt", "ca"], ["nb", "nn", "da", "sv"], ["id", "ms"], ["hr", "sr-Latn", "bs", "sl"],
        ["cs", "sk"],
        ["xh", "zu"], ["ru", "uk", "be", "bg", "mk", "sr"], ["zh-Hans", "zh-Hant", "ja"],
    ];

    [Fact]
    public void Sentences_are_told_right_at_least_95_times_in_100()
    {
        Sentences.All.Count.ShouldBeGreaterThan(3_000);
        Sentences.Accuracy(Sentences.All).ShouldBeGreaterThanOrEqualTo(0.95, Mistakes(Sentences.All));
        ByLanguage().Average(group => Sentences.Accuracy(group)).ShouldBeGreaterThanOrEqualTo(0.95);
    }

    [Fact]
    public void At_least_60_languages_are_told_and_each_of_them_is_measured()
    {
        LanguageDetector.Default.Languages.Count.ShouldBeGreaterThanOrEqualTo(60);
        LanguageDetector.Default.Languages.ShouldBeUnique();
        LanguageDetector.Default.Languages.Except(Sentences.All.Select(one => one.Language)).ShouldBeEmpty();
        ByLanguage().Count(group => Sentences.Accuracy(group) >= 0.95).ShouldBeGreaterThanOrEqualTo(60);
    }

    [Fact]
    public void Confidence_is_as_often_right_as_it_says() =>
        Sentences.CalibrationError(Sentences.All).ShouldBeLessThanOrEqualTo(0.05);

    [Fact]
    public void The_confidence_of_a_few_words_is_as_often_right_as_it_says() =>
        Sentences.CalibrationError([.. Sentences.Cut(words: 3, signs: 5)]).ShouldBeLessThanOrEqualTo(0.05);

    [Fact]
    public void Chinese_in_Han_alone_is_told_from_Japanese_and_its_two_scripts_from_each_other()
    {
        var han = HanAlone().ToList();

        han.Count.ShouldBeGreaterThan(50);
        han.ShouldNotContain(one => one.Found == "ja");
        Sentences.Accuracy(han).ShouldBeGreaterThanOrEqualTo(0.95, Mistakes(han));
        foreach (var language in new[] { "zh-Hans", "zh-Hant", "ja", "ko" })
        {
            var own = Sentences.All.Where(one => one.Language == language).ToList();
            Sentences.Accuracy(own).ShouldBeGreaterThanOrEqualTo(0.95, Mistakes(own));
        }
    }

    [Fact]
    public async Task The_page_says_what_is_measured() => await Repository.ShouldHoldPartAsync(
        Repository.PathOf("docs", "detection.md"), "evaluation", Figures() + Languages() + Confusion());

    private static IEnumerable<IGrouping<string, Judged>> ByLanguage() =>
        Sentences.All.GroupBy(one => one.Language).OrderBy(group => group.Key, StringComparer.Ordinal);

    private static IEnumerable<Judged> HanAlone() => Sentences.All
        .Where(one => one.Language.StartsWith("zh", StringComparison.Ordinal)
            && one.Text.Where(char.IsLetter).All(letter => letter is >= '\u4E00' and <= '\u9FFF'));

    private static string Figures()
    {
        var (few, han) = (Sentences.Cut(words: 3, signs: 5).ToList(), HanAlone().ToList());
        return new StringBuilder()
            .AppendLine("| measured | texts | right | calibration error |").AppendLine("|---|---|---|---|")
            .Append(Line("sentences, all languages", Sentences.All))
            .Append(Line("Chinese in Han signs alone", han))
            .Append(Line("their first three words, or five signs", few))
            .AppendLine()
            .AppendLine(CultureInfo.InvariantCulture,
                $"Mean over languages: {ByLanguage().Average(group => Sentences.Accuracy(group)):0.0 %} right. "
                + $"{ByLanguage().Count(group => Sentences.Accuracy(group) >= 0.95)} of {ByLanguage().Count()} "
                + $"languages are at 95 % or more.")
            .AppendLine().ToString();
    }

    private static string Line(string name, IReadOnlyCollection<Judged> sentences) =>
        string.Create(CultureInfo.InvariantCulture,
            $"| {name} | {sentences.Count} | {Sentences.Accuracy(sentences):0.0 %} "
            + $"| {Sentences.CalibrationError(sentences):0.0 %} |\n");

    private static string Languages()
    {
        var table = new StringBuilder("| language | sentences | right | taken for |\n|---|---|---|---|\n");
        foreach (var group in ByLanguage())
        {
            var wrong = group.Where(one => !one.Right).GroupBy(one => one.Found)
                .OrderByDescending(one => one.Count()).ThenBy(one => one.Key, StringComparer.Ordinal);
            table.AppendLine(CultureInfo.InvariantCulture,
                $"| {group.Key} | {group.Count()} | {Sentences.Accuracy(group):0.0 %} | "
                + $"{string.Join(", ", wrong.Select(one => $"{one.Key} {one.Count()}"))} |");
        }

        return table.AppendLine().ToString();
    }

    private static string Confusion()
    {
        var tables = new StringBuilder(
            "Close languages: a row is what the text is in, a column what it was taken for.\n\n");
        foreach (var close in Close)
        {
            tables.AppendLine(CultureInfo.InvariantCulture, $"| | {string.Join(" | ", close)} | other |");
            tables.Append('|').Insert(tables.Length, "---|", close.Length + 2).AppendLine();
            foreach (var language in close)
            {
                var own = Sentences.All.Where(one => one.Language == language).ToList();
                var cells = close.Select(found => own.Count(one => one.Found == found))
                    .Append(own.Count(one => !close.Contains(one.Found)));
                tables.AppendLine(
                    CultureInfo.InvariantCulture, $"| **{language}** | {string.Join(" | ", cells)} |");
            }

            tables.AppendLine();
        }

        return tables.ToString();
    }

    private static string Mistakes(IEnumerable<Judged> sentences) => string.Join('\n',
        sentences.Where(one => !one.Right).Take(100)
            .Select(one => $"{one.Language} → {one.Found} {one.Confidence}: {one.Text}"));
}
