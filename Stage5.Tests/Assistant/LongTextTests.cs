namespace Stage5.Tests.Assistant;

[Collection(AssistantCollection.Name)]
public sealed class LongTextTests(AssistantSystem system)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(20_000, 200)]
    [InlineData(20_001, 202)]
    [InlineData(50_000, 202)]
    [InlineData(50_001, 413)]
    public async Task A_text_is_answered_at_once_queued_or_refused_by_its_length(int length, int status)
    {
        system.Reset();
        using var api = system.ClientOf();

        using var response = await api.SendAsync("/api/translate",
            new { text = Text(length), sourceLanguage = "en", targetLanguage = "de" });

        ((int)response.StatusCode).ShouldBe(status);
        if (status == 413) (await response.ShouldBeProblemAsync(413, "text_too_long")).Detail.ShouldNotBeNull().ShouldContain("50000");
    }

    [Fact]
    public async Task Thirty_thousand_characters_come_back_whole_with_progress_by_segment()
    {
        system.Reset();
        using var api = system.ClientOf();
        var text = Text(30_000);

        using var response = await api.SendAsync("/api/translate",
            new { text, sourceLanguage = "en", targetLanguage = "de", additionalTargetLanguages = new[] { "fr" } });
        var task = await api.EndOfAsync(response.Headers.Location!.ToString().Split('/')[^1]);

        task.Result.ShouldNotBeNull().Translations!.Select(one => one.Text)
            .ShouldBe([text.ToUpperInvariant(), text.ToUpperInvariant()]);
        var segments = task.Result.Translations![0].Segments;
        segments.ShouldBeInRange(6, 8);
        var progress = task.Events.Where(one => one.Type == "segment_completed").ToArray();
        progress.Length.ShouldBe(2 * segments);
        progress.Select(one => ((string?)one.Payload["language"], (int)one.Payload["segment"]!)).Distinct().Count()
            .ShouldBe(2 * segments);
    }

    [Fact]
    public async Task Parts_that_say_the_same_are_made_once()
    {
        system.Reset();
        using var api = system.ClientOf();
        var name = Guid.NewGuid().ToString("N");
        var paragraph = $"{string.Concat(Enumerable.Repeat($"Over and over {name} again. ", 150))[..4_990].TrimEnd()}\n\n";

        var turn = await api.TurnAsync("/api/translate",
            new { text = paragraph + paragraph + paragraph, sourceLanguage = "en", targetLanguage = "de" });

        turn.Text.ShouldBe((paragraph + paragraph + paragraph).ToUpperInvariant());
        system.Model.Requests.Count(request => request.LastMessage.Contains(name))
            .ShouldBeLessThan(turn.Translations!.Single().Segments);
    }

    [Theory]
    [InlineData("[[[", 10_000)]
    [InlineData("\u200B\u202E", 5_000)]
    [InlineData("\u0000a", 5_000)]
    [InlineData("e\u0301", 10_000)]
    public async Task A_hostile_text_has_an_answer(string piece, int times)
    {
        system.Reset();
        using var api = system.ClientOf();

        using var response = await api.SendAsync("/api/translate", new
        {
            text = $"Hello {Guid.NewGuid():N} {string.Concat(Enumerable.Repeat(piece, times))[..Math.Min(20_000 - 50, piece.Length * times)]}",
            sourceLanguage = "en",
            targetLanguage = "de",
        });

        ((int)response.StatusCode).ShouldBe(200, await response.Content.ReadAsStringAsync(Ct));
    }

    private static string Text(int length)
    {
        var text = new System.Text.StringBuilder($"Chapter {Guid.NewGuid():N}.\n\n");
        for (var i = 1; text.Length < length; i++)
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"This is sentence number {i} of a long text.").Append(i % 7 == 0 ? "\n\n" : " ");
        return text.ToString()[..(length - 1)] + "!";
    }
}
