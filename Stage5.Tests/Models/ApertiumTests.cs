using Microsoft.Extensions.AI;
using Stage5.Core.Models;

namespace Stage5.Tests.Models;

/// <summary>The engine as installed.</summary>
public sealed class ApertiumTests : IAsyncLifetime
{
    private readonly TestModels _models = TestModels.Apertium();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _models.DisposeAsync();

    [Fact]
    public async Task A_sentence_is_translated_and_the_mode_that_did_it_is_named()
    {
        var reply = await _models.Translator.TranslateAsync(
            _models.Provider("apertium"), "The house is big.", "en", "es", TestContext.Current.CancellationToken);
        reply.ShouldBe(new ModelReply("La casa es grande.", "eng-spa", null, null));
    }

    [Fact]
    public void The_pairs_are_those_installed()
    {
        var engine = _models.Provider("apertium");
        engine.Usable.ShouldBeTrue();
        engine.Pairs!.ShouldContain(new LanguagePair("en", "es"));
        engine.Pairs!.ShouldAllBe(pair => !pair.Target.Contains("iec", StringComparison.Ordinal));
        engine.Pairs!.ShouldBeUnique();
    }

    [Fact]
    public async Task Every_installed_pair_answers()
    {
        foreach (var pair in _models.Provider("apertium").Pairs!)
        {
            var text = await _models.TranslateAsync("Nova {x} radio 2.", pair.Source, pair.Target);
            text.ShouldContain("{x}", customMessage: pair.ToString());
            text.ShouldEndWith("2.", customMessage: pair.ToString());
        }
    }

    [Theory]
    [InlineData("Hello {name}, call me at %s.")]
    [InlineData("Ask @ana or <at>Bob Smith</at> about `git push`.")]
    [InlineData("I want to buy https://shop.example/a?b=c#d, please 👍🏽")]
    [InlineData("Write to ana@example.org <b>today</b> &amp; tomorrow.")]
    [InlineData("```\nthe house\n```\nThe house")]
    [InlineData("the red {a} {b}house{c} is{d}")]
    public async Task Protected_spans_come_back_untouched(string text)
    {
        var spans = Stage5.Core.Language.ProtectedText.Find(text);
        spans.IsKeptIn(await _models.TranslateAsync(text, "en", "es")).ShouldBeTrue();
        spans.IsKeptIn(await _models.TranslateAsync(text, "en", "ca")).ShouldBeTrue();
    }

    [Theory]
    [InlineData("\n  The house.\r\n\r\n\tThe car.\n\n", "\n  La casa.\r\n\r\n\tEl coche.\n\n")]
    [InlineData("the house", "la casa")]
    [InlineData("THE HOUSE", "LA CASA")]
    [InlineData("The house\n\nwill", "La casa\n\nwill")]
    [InlineData(" \t", " \t")]
    [InlineData("", "")]
    [InlineData("\0The\0 house\0", "La casa")]
    public async Task White_space_line_breaks_and_case_are_kept(string text, string translation) =>
        (await _models.TranslateAsync(text, "en", "es")).ShouldBe(translation);

    [Fact]
    public async Task Unknown_words_come_back_without_marks()
    {
        var text = await _models.TranslateAsync("The zorgleflix and the brumbolator are big.", "en", "es");
        text.ShouldContain("zorgleflix");
        text.ShouldContain("brumbolator");
        text.ShouldNotContain("*");
        text.ShouldNotContain("#");
        text.ShouldNotContain("@");
    }

    [Fact]
    public async Task A_stream_is_the_answer_in_one_part_and_a_chat_is_refused()
    {
        var client = _models.Provider("apertium").Client!;
        var token = TestContext.Current.CancellationToken;
        ChatMessage[] messages = [new(ChatRole.User, "The house")];
        var options = new TranslationOptions { SourceLanguage = "en-GB", TargetLanguage = "es-MX" };
        var response = await client.GetStreamingResponseAsync(messages, options, token).ToChatResponseAsync(token);
        response.Text.ShouldBe("La casa");
        response.Usage.ShouldBeNull();
        (await Should.ThrowAsync<ModelException>(() => client.GetResponseAsync(messages, null, token)))
            .Failure.ShouldBe(ModelFailure.Caller);
    }
}
