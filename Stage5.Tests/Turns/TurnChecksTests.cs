using Microsoft.Extensions.Configuration;
using Stage5.Contracts;
using Stage5.Core.Language;
using Stage5.Core.Turns;
using Stage5.Tests.Models;

namespace Stage5.Tests.Turns;

public sealed class TurnChecksTests : IAsyncLifetime
{
    private readonly TestModels _models = new(("Models:Providers:apertium:Enabled", "false"));
    private TurnChecks _checks = null!;

    public ValueTask InitializeAsync()
    {
        var tones = new Tones(new ConfigurationBuilder().AddInMemoryCollection(
            [KeyValuePair.Create("Stage5:Tones:acme:pirate", (string?)"like a pirate.")]).Build());
        _checks = new TurnChecks(tones, _models.Router);
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => _models.DisposeAsync();

    [Theory]
    [InlineData("", "en", "es", "text_required")]
    [InlineData(" \t\n", "en", "es", "text_required")]
    [InlineData("Hello", "en", "EN", "same_language")]
    [InlineData("Hello", "en", "", "target_language_required")]
    [InlineData("Hello", "en", "es-xy-zz-qq", "invalid_language")]
    [InlineData("Hello", null, "qqq", "invalid_language")]
    public void What_cannot_be_translated_may_not_enter(string text, string? source, string target, string code) =>
        CodeOf(Requests.Translate(text, source, target)).ShouldBe(code);

    [Fact]
    [Trait("Threat", "API-D2")]
    public void A_text_above_the_limit_may_not_enter_and_one_at_the_limit_may()
    {
        CodeOf(Requests.Translate(new string('a', Limits.TextLength + 1))).ShouldBe("text_too_long");
        CodeOf(Requests.Translate("Hi") with { EditedText = new string('a', Limits.TextLength + 1) })
            .ShouldBe("text_too_long");
        CodeOf(Requests.Translate(new string('a', Limits.TextLength))).ShouldBeNull();
    }

    [Fact]
    public void A_language_that_was_not_given_is_no_reason_to_refuse() =>
        CodeOf(Requests.Translate(source: null)).ShouldBeNull();

    [Fact]
    public void A_further_language_is_checked_like_the_first() =>
        CodeOf(Requests.Translate() with { AdditionalTargetLanguages = ["de", "not a tag"] }).ShouldBe("invalid_language");

    [Fact]
    public void A_style_is_its_tenants_own()
    {
        CodeOf(Requests.Translate() with { Tone = "polite" }).ShouldBeNull();
        CodeOf(Requests.Translate() with { Tone = "pirate" }, "acme").ShouldBeNull();
        CodeOf(Requests.Translate() with { Tone = "pirate" }, "other").ShouldBe("unknown_tone");
    }

    [Fact]
    public void A_rewrite_needs_a_tone_and_a_reply_a_conversation()
    {
        CodeOf(Requests.Translate() with { Kind = TaskKinds.Rewrite }).ShouldBe("unknown_tone");
        CodeOf(Requests.Translate() with { Kind = TaskKinds.Reply }).ShouldBe("conversation_required");
        CodeOf(Requests.Translate("") with { Kind = TaskKinds.Summarize }).ShouldBe("text_required");
        CodeOf(Requests.Translate("") with { Kind = TaskKinds.Summarize, ConversationId = "c" }).ShouldBeNull();
    }

    private string? CodeOf(TaskRequest request, string tenant = "demo")
    {
        try
        {
            _checks.Check(tenant, request);
            return null;
        }
        catch (TurnException e)
        {
            return e.Error.Code;
        }
    }
}
