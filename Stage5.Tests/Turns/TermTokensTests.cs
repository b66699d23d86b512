using Stage5.Core.Turns;

namespace Stage5.Tests.Turns;

public sealed class TermTokensTests
{
    [Fact]
    public void Terms_become_placeholders_and_come_back_as_prescribed_wherever_they_stand()
    {
        var tokens = TermTokens.Put("Send a reply to the bank.", [(7, 5, "Antwort"), (20, 4, "Bank")]);

        tokens.Text.ShouldBe("Send a {{term_1}} to the {{term_2}}.");
        tokens.Restore("An die {{term_2}} eine {{term_1}} senden.").ShouldBe("An die Bank eine Antwort senden.");
    }

    [Fact]
    public void What_the_caller_wrote_in_the_shape_of_a_placeholder_stays_as_it_is()
    {
        var tokens = TermTokens.Put("{{term_1}} and {{term_3}}: bank", [(27, 4, "Bank")]);

        tokens.Text.ShouldBe("{{term_1}} and {{term_3}}: {{term_2}}");
        tokens.Restore("{{term_3}}, {{term_1}}: {{term_2}} {{term_9}} {{term_").ShouldBe(
            "{{term_3}}, {{term_1}}: Bank {{term_9}} {{term_");
    }

    [Fact]
    public void A_translation_that_looks_like_a_placeholder_or_a_pattern_is_taken_by_its_letters()
    {
        var tokens = TermTokens.Put("a b", [(0, 1, "$1 {{term_2}}"), (2, 1, "\\0")]);

        tokens.Restore("{{term_1}} {{term_2}}").ShouldBe("$1 {{term_2}} \\0");
    }

    [Fact]
    public void A_text_without_terms_is_the_text() => TermTokens.Put("plain", []).Restore("plain").ShouldBe("plain");
}
