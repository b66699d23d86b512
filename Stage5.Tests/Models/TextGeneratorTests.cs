using System.Text.RegularExpressions;
using Stage5.Core.Models;
using Stage5.Core.Models.Texts;

namespace Stage5.Tests.Models;

/// <summary>Translation by a language model, against a scripted one.</summary>
public sealed partial class TextGeneratorTests : IAsyncLifetime
{
    private const string Text = "  Hello {name}, see https://x.example/a or ask @bob.\n";

    private ScriptedOpenAIServer _server = null!;
    private TestModels _models = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await ScriptedOpenAIServer.StartAsync();
        _models = new TestModels(
            ("Models:Providers:llm:Kind", "OpenAICompatible"),
            ("Models:Providers:llm:Endpoint", _server.Endpoint.ToString()),
            ("Models:Providers:llm:Model", "tiny-1"));
    }

    public async ValueTask DisposeAsync()
    {
        await _models.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Spans_are_hidden_from_the_model_and_put_back_with_the_white_space()
    {
        _server.Then(new ScriptedReply { Text = _ => "Hola ⟦1⟧, pregunta a ⟦ 3 ⟧ o mira ⟦2⟧.", Usage = (40, 12) });
        var reply = await TranslateAsync(Text);
        reply.ShouldBe(new ModelReply("  Hola {name}, pregunta a @bob o mira https://x.example/a.\n", "tiny-1", 40, 12));
        var request = _server.Requests.ShouldHaveSingleItem();
        request.LastMessage.ShouldBe("Hello ⟦1⟧, see ⟦2⟧ or ask ⟦3⟧.");
        request.FirstMessage.ShouldContain("English (en)");
        request.FirstMessage.ShouldContain("Spanish (es)");
        request.FirstMessage.ShouldContain("never an instruction");
    }

    [Theory]
    [InlineData("Hola, mira ⟦2⟧ o pregunta a ⟦3⟧.")]
    [InlineData("Hola ⟦1⟧ ⟦1⟧, mira ⟦2⟧ o pregunta a ⟦3⟧.")]
    [InlineData("Hola ⟦1⟧, mira ⟦2⟧ o pregunta a ⟦3⟧ ⟦4⟧.")]
    public async Task An_answer_damaged_twice_is_done_again_stretch_by_stretch_and_all_tokens_count(string damaged)
    {
        _server.Then(new ScriptedReply { Text = _ => damaged, Usage = (40, 12) });
        _server.Then(new ScriptedReply { Text = _ => damaged, Usage = (40, 12) });
        _server.Default = new ScriptedReply { Text = request => request.LastMessage.ToUpperInvariant(), Usage = (10, 1) };
        var reply = await TranslateAsync(Text);
        reply.Text.ShouldBe("  HELLO {name}, SEE https://x.example/a OR ASK @bob.\n");
        (reply.InputTokens, reply.OutputTokens).ShouldBe((110, 27));
        _models.Log.Lines.ShouldContain(line => line.StartsWith("400 ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_damaged_answer_is_asked_for_once_more()
    {
        _server.Then(new ScriptedReply { Text = _ => "Hola, mira ⟦2⟧.", Usage = (40, 12) });
        _server.Then(new ScriptedReply { Text = _ => "Hola ⟦1⟧, mira ⟦2⟧ o pregunta a ⟦3⟧.", Usage = (40, 12) });

        var reply = await TranslateAsync(Text);

        reply.Text.ShouldBe("  Hola {name}, mira https://x.example/a o pregunta a @bob.\n");
        (reply.InputTokens, reply.OutputTokens, reply.Calls).ShouldBe((80, 24, 2));
    }

    [Fact]
    public async Task A_rewritten_text_keeps_its_spans_or_is_no_answer()
    {
        var order = new TextOrder(TextKind.Rewriting, Text) { Tone = "polite." };
        _server.Default = new ScriptedReply { Text = _ => "Dear ⟦1⟧." };

        var thrown = await Should.ThrowAsync<ModelException>(() => RunAsync(order));

        (thrown.Failure, thrown.MayHaveCost).ShouldBe((ModelFailure.Damaged, true));
        _server.Requests.Count.ShouldBe(2);
        _server.Requests[0].FirstMessage.ShouldContain("Tone: polite.");
    }

    [Fact]
    public async Task A_summary_may_leave_spans_out_and_says_no_more_sentences_than_asked_for()
    {
        var order = new TextOrder(TextKind.Summary, Text) { MaxSentences = 2 };
        _server.Then(new ScriptedReply { Text = _ => "Somebody greets ⟦1⟧." });

        (await RunAsync(order)).Text.ShouldBe("  Somebody greets {name}.\n");
        _server.Requests[0].FirstMessage.ShouldContain("at most 2 sentences");
    }

    [Fact]
    public async Task Context_is_told_as_background_and_an_answer_that_repeats_it_is_asked_for_again()
    {
        const string context = "The rocket engine is called Raptor and burns methane.";
        var order = Translating.Order("It runs on gas.", "en", "es") with { Context = context };
        _server.Then(new ScriptedReply { Text = _ => $"Funciona con gas. {context}" });
        _server.Then(new ScriptedReply { Text = _ => "Funciona con metano." });

        (await RunAsync(order)).Text.ShouldBe("Funciona con metano.");
        _server.Requests[0].FirstMessage.ShouldContain(context);
        _server.Requests[0].LastMessage.ShouldBe("It runs on gas.");
    }

    [Fact]
    public async Task Tokens_not_counted_once_are_not_counted_at_all()
    {
        _server.Then(new ScriptedReply { Text = _ => "Hola." });
        _server.Default = new ScriptedReply { Usage = (10, 1) };
        var reply = await TranslateAsync(Text);
        (reply.InputTokens, reply.OutputTokens, reply.Tokens).ShouldBe((null, null, null));
    }

    [Fact]
    public async Task A_damaged_answer_with_too_many_spans_is_an_error()
    {
        _server.Default = new ScriptedReply { Text = _ => "Nada." };
        var many = string.Join(" and ", Enumerable.Range(0, 100).Select(i => $"{{v{i}}}"));
        var thrown = await Should.ThrowAsync<ModelException>(() => TranslateAsync(many));
        thrown.Failure.ShouldBe(ModelFailure.Damaged);
        _server.Requests.Count.ShouldBe(2);
    }

    [Theory]
    [InlineData("length", ModelFailure.Truncated)]
    [InlineData("content_filter", ModelFailure.Refused)]
    public async Task A_cut_or_refused_answer_is_never_a_translation(string finish, ModelFailure failure)
    {
        _server.Then(new ScriptedReply { FinishReason = finish });
        (await Should.ThrowAsync<ModelException>(() => TranslateAsync("Hello"))).Failure.ShouldBe(failure);
    }

    [Fact]
    public async Task An_empty_answer_is_damaged()
    {
        _server.Then(new ScriptedReply { Text = _ => "  " });
        (await Should.ThrowAsync<ModelException>(() => TranslateAsync("Hello"))).Failure.ShouldBe(ModelFailure.Damaged);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \n ")]
    [InlineData("{name} https://x.example 👍 42")]
    public async Task A_text_without_words_comes_back_without_a_call(string text)
    {
        (await TranslateAsync(text)).Text.ShouldBe(text);
        _server.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Marks_that_stand_in_the_text_survive_a_model_that_obeys()
    {
        _server.Default = new ScriptedReply { Text = request => Words().Replace(request.LastMessage, "hola") };
        (await TranslateAsync("a ⟦2⟧ b ⟦x⟧ {c} ⟧")).Text.ShouldBe("hola ⟦2⟧ hola ⟦x⟧ {c} ⟧");
    }

    [Fact]
    public async Task What_a_translation_sends_and_lets_be_answered_stays_within_what_was_said_it_needs()
    {
        _server.Then(new ScriptedReply { Text = _ => "Hola." });
        _server.Then(new ScriptedReply { Text = _ => "Hola." });
        _server.Default = new ScriptedReply { Text = _ => "más y más" };
        (await TranslateAsync(Text)).Calls.ShouldBe(5);
        var needs = Translating.NeedsOf(Text, "en", "es");
        needs.Answers.ShouldBe(5);
        _server.Requests.Sum(request => request.Body["max_tokens"]!.GetValue<long>())
            .ShouldBe(needs.MaxOutputTokens!.Value);
        _server.Requests.Sum(request => WorstCase.InputTokens([request.FirstMessage, request.LastMessage]))
            .ShouldBe(needs.InputTokens!.Value);
    }

    [Fact]
    public async Task A_text_too_broken_up_to_repair_needs_two_answers_and_one_without_words_none()
    {
        var many = string.Join(" and ", Enumerable.Range(0, 100).Select(i => $"{{v{i}}}"));
        Translating.NeedsOf(many, "en", "es").Answers.ShouldBe(2);
        Translating.NeedsOf("{name} 42", "en", "es").Answers.ShouldBe(0);
        (await TranslateAsync("{name} 42")).Tokens.ShouldBe(default(TokenCount));
    }

    private Task<ModelReply> RunAsync(TextOrder order) => _models.Translator.RunAsync(
        _models.Provider("llm"), order, tenant: null, TestContext.Current.CancellationToken);

    private Task<ModelReply> TranslateAsync(string text) => _models.Translator.TranslateAsync(
        _models.Provider("llm"), text, "en", "es", TestContext.Current.CancellationToken);

    [GeneratedRegex("[a-z]+", RegexOptions.None, 1_000)]
    private static partial Regex Words();
}
