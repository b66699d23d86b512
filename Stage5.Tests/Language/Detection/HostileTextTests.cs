using Stage5.Core.Language.Detection;

namespace Stage5.Tests.Language.Detection;

public sealed class HostileTextTests
{
    private const int Longest = 50_000;

    [Theory]
    [InlineData("[")]
    [InlineData("{")]
    [InlineData("<")]
    [InlineData("<a")]
    [InlineData("`")]
    [InlineData("``` ")]
    [InlineData("%(")]
    [InlineData("&a")]
    [InlineData("@")]
    [InlineData("://")]
    [InlineData("\uD800")]
    [InlineData("\u0301")]
    [InlineData("\0")]
    [InlineData("\u202E")]
    public void A_text_of_nothing_but_openings_has_an_answer(string unit)
    {
        var text = string.Concat(Enumerable.Repeat(unit, Longest / unit.Length));

        var found = LanguageDetector.Default.Detect(text);

        found.Confidence.ShouldBeInRange(0, 1);
        if (!text.Any(char.IsLetter)) found.Confidence.ShouldBeLessThan(0.7);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("<")]
    [InlineData("`")]
    [InlineData("[({")]
    public void Words_after_an_opening_without_an_end_still_count(string opening) =>
        LanguageDetector.Default.Detect(opening + " Could you send me the minutes of the meeting, please?")
            .Language.ShouldBe("en");

    [Fact]
    public void Any_code_units_have_an_answer()
    {
        var random = new Random(7);
        var signs =
            "{}<>`%&@:/._ \n'’aZéжع中かกक가\u0301\u200C\uD83D\uDE42\uD800\uDC00\0\uFFFF0123456789".ToCharArray();
        for (var round = 0; round < 3_000; round++)
        {
            var text = random.GetItems(signs, random.Next(1, 300));
            if (round % 3 == 0)
                foreach (ref var unit in text.AsSpan()) unit = (char)random.Next(char.MaxValue + 1);

            var found = LanguageDetector.Default.Detect(text);

            found.Confidence.ShouldBeInRange(0, 1);
            found.Candidates.Count.ShouldBeLessThanOrEqualTo(5);
            if (found.Candidates.Count == 0) found.Language.ShouldBe("und");
            else found.Language.ShouldBe(found.Candidates[0].Language);
        }
    }

    [Fact]
    public async Task Threads_do_not_disturb_each_other()
    {
        var alone = Sentences.All.Where((_, at) => at % 10 == 0).ToList();

        var together = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
            alone.Select(one => LanguageDetector.Default.Detect(one.Text).Confidence).ToList())));

        foreach (var run in together) run.ShouldBe(alone.Select(one => one.Confidence));
    }

    [Fact]
    public void What_a_text_takes_from_the_heap_does_not_grow_with_it()
    {
        var text = string.Concat(Enumerable.Repeat("Could you send me the minutes, please? ", Longest / 39));
        LanguageDetector.Default.Detect(text).Language.ShouldBe("en");
        var before = GC.GetAllocatedBytesForCurrentThread();

        LanguageDetector.Default.Detect(text);

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(2_000);
    }
}
