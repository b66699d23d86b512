using Stage5.Core.Turns;
using Stage5.Core.Turns.Stages;

namespace Stage5.Tests.Turns.Stages;

public sealed class AdmitTests
{
    [Theory]
    [InlineData("", "en", "es", "text_required")]
    [InlineData(" \t\n", "en", "es", "text_required")]
    [InlineData("Hello", null, "es", "source_language_required")]
    [InlineData("Hello", "", "es", "source_language_required")]
    [InlineData("Hello", "en", "EN", "same_language")]
    [InlineData("Hello", "en", "es-xy-zz-qq", "invalid_language")]
    public void What_cannot_be_translated_may_not_enter(string text, string? source, string target, string code) =>
        Should.Throw<TurnException>(() => Admit.Check(Requests.Translate(text, source, target))).Error.Code.ShouldBe(code);

    [Fact]
    public void A_message_with_text_and_two_languages_may_enter() =>
        Should.NotThrow(() => Admit.Check(Requests.Translate()));
}
