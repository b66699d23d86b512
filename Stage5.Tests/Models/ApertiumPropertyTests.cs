using System.Text;
using Stage5.Core.Language;

namespace Stage5.Tests.Models;

public sealed class ApertiumPropertyTests
{
    private static readonly string[] Words =
        ("the a red big new house car of my father I you we want to buy see is are was not don't can will please and or "
        + "but because which who meeting on Monday at five 5:30 3.5 zorgle iPhone THE yes no, well: one; two. three! four? "
        + "\"quoted\" (aside) — dash naïve café it's John's re-do and/or C++ #tag 50% $5 x*y a_b ~ ^ \\ [x] {an aside}")
        .Split(' ');

    private static readonly string[] Spans =
    [
        "{name}", "{0}", "{{user.id}}", "${cost}", "%s", "%1$d", "%(who)s", "<at id=\"7\">Ana Smith</at>", "@bob.jones",
        "https://x.example/the/house?is=big&a=%20b#c", "www.example.org/red", "ana.b@example.co.uk", "`the house`",
        "``a b``", "<b>", "</b>", "<br/>", "&nbsp;", "👍🏽", "👨‍👩‍👧", "🇪🇸", "```\nthe [house] ^is$ big\n```",
        "{n, plural, one {# house} other {# houses}}",
    ];

    private static readonly string[] Gaps = [" ", " ", " ", " ", " ", "  ", "\n", "\n\n", ", ", ". ", "\t"];

    /// <summary>
    /// Without a gap words and spans run into each other: what is a span then is not what was planted.
    /// </summary>
    [Theory]
    [InlineData("es", 20_261_121, false)]
    [InlineData("ca", 20_261_122, false)]
    [InlineData("es", 20_261_123, true)]
    [InlineData("ca", 20_261_124, true)]
    public async Task Planted_spans_survive_in_300_random_texts(string target, int seed, bool glued)
    {
        await using var models = TestModels.Apertium();
        var random = new Random(seed);
        for (var i = 0; i < 300; i++)
        {
            var text = RandomText(random, glued ? [.. Gaps, "", "", ""] : Gaps);
            var translation = await models.TranslateAsync(text, "en", target);
            var spans = ProtectedText.Find(text);
            var context = $"seed {seed}, text {i}:\n{text}\n→\n{translation}";
            if (!glued) spans.IsKeptIn(translation).ShouldBeTrue(context);
            foreach (var span in spans.Spans.Distinct())
                Count(translation, span).ShouldBeGreaterThanOrEqualTo(spans.Spans.Count(other => other == span), context);
            Edge(translation).ShouldBe(Edge(text), context);
            translation.Count(c => c == '\n').ShouldBe(text.Count(c => c == '\n'), context);
        }
    }

    [Fact]
    public async Task Text_of_any_characters_never_wedges_the_engine()
    {
        await using var models = TestModels.Apertium();
        var random = new Random(7);
        const string Hostile = "^$/<>{}\\*@#+~:[]\n\r\t\0 ab.é😀\uD800\uDC00\u00AD\u200B\u2028\u0007_|&;'\"`%=-";
        for (var i = 0; i < 300; i++)
        {
            var text = new string(random.GetItems<char>(Hostile, random.Next(1, 80)));
            var translation = await models.TranslateAsync(text, "en", i % 2 == 0 ? "es" : "ca");
            foreach (var special in "^$/<>{}\\*@#+~[]")
            {
                translation.Count(c => c == special)
                    .ShouldBe(text.Count(c => c == special), $"text {i}: {text} → {translation}");
            }
        }

        models.Log.Lines.ShouldNotContain(line => line.StartsWith("41", StringComparison.Ordinal));
        (await models.TranslateAsync("The house.", "en", "es")).ShouldBe("La casa.");
    }

    private static string RandomText(Random random, string[] gaps)
    {
        var text = new StringBuilder();
        for (var n = random.Next(1, 40); n > 0; n--)
        {
            var source = random.Next(4) == 0 ? Spans : Words;
            text.Append(source[random.Next(source.Length)]).Append(gaps[random.Next(gaps.Length)]);
        }

        return text.ToString();
    }

    private static int Count(string text, string span) => text.Split(span).Length - 1;

    private static (string, string) Edge(string text) =>
        (text[..^text.TrimStart().Length], text[text.TrimEnd().Length..]);
}
