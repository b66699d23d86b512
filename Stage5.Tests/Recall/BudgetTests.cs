using System.Text;
using Stage5.Core.Recall.Lexical;
using Stage5.Tests.Stores;

namespace Stage5.Tests.Recall;

public sealed class BudgetTests(StoreServers servers) : RecallTests(servers), IClassFixture<StoreServers>
{
    [Fact]
    public async Task Passages_never_take_more_than_the_budget()
    {
        var node = await NodeAsync(StoreKind.Redis);
        var random = new Random(7);
        await SayAsync(node, Room, [.. Enumerable.Range(0, 60).Select(i =>
            "report " + string.Join(' ', Enumerable.Range(0, random.Next(1, 300)).Select(_ => "日本 wörd")))]);

        for (var budget = -5; budget < 6_000; budget += random.Next(1, 200))
        {
            var found = await AskAsync(node, "report", budget: budget);
            found.Tokens.ShouldBeLessThanOrEqualTo(Math.Max(0, budget));
            found.Tokens.ShouldBe(found.Passages.Sum(passage => passage.Tokens));
            foreach (var passage in found.Passages)
                passage.Tokens.ShouldBeGreaterThanOrEqualTo(Encoding.UTF8.GetByteCount(passage.Text));
        }
    }

    [Fact]
    public async Task A_passage_that_is_too_large_gives_its_place_to_the_next()
    {
        var node = await NodeAsync(StoreKind.Redis);
        await SayAsync(node, Room, "budget budget budget " + new string('y', 900), "the budget is 5");

        Texts(await AskAsync(node, "budget budget", budget: 100)).ShouldBe(["the budget is 5"]);
    }

    [Fact]
    public async Task Only_what_came_before_is_recalled()
    {
        var node = await NodeAsync(StoreKind.Redis);
        await SayAsync(node, Room, "the budget is 5", "the budget is 6", "the budget is 7");

        Texts(await AskAsync(node, "budget", before: 2)).Order().ShouldBe(["the budget is 5", "the budget is 6"]);
    }

    [Fact]
    public async Task A_long_turn_is_found_by_its_part()
    {
        var node = await NodeAsync(StoreKind.Redis);
        var text = string.Join(' ', Enumerable.Range(0, 1_400).Select(i => $"Sentence number {i} says little."));
        await SayAsync(node, Room,
            text.Replace("number 1234 says little", "number 1234 names the harbour", StringComparison.Ordinal));

        var found = await AskAsync(node, "Which harbour?", budget: 1_300);

        found.Passages.Single().Text.ShouldContain("names the harbour");
        found.Passages.Single().Text.Length.ShouldBeLessThanOrEqualTo(PassageCutter.Longest);
    }

    [Fact]
    public void Parts_of_a_long_text_hold_all_of_its_words_and_no_half_characters()
    {
        var random = new Random(11);
        for (var round = 0; round < 200; round++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(1, 4_000)).Select(_ => random.Next(9) switch
            {
                0 => " ",
                1 => "\n",
                2 => ". ",
                3 => "\ud83d\ude00",
                4 => "語",
                _ => "word",
            })) + "x";
            var parts = PassageCutter.Cut(text);
            string.Concat(parts).Replace(" ", "", StringComparison.Ordinal)
                .Replace("\n", "", StringComparison.Ordinal)
                .ShouldBe(text.Replace(" ", "", StringComparison.Ordinal)
                    .Replace("\n", "", StringComparison.Ordinal));
            parts.ShouldAllBe(part => part.Length <= PassageCutter.Longest && !char.IsLowSurrogate(part[0]));
        }
    }
}
