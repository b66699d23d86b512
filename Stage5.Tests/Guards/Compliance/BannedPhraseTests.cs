using Stage5.Core.Guards.Compliance;

namespace Stage5.Tests.Guards.Compliance;

public sealed class BannedPhraseTests
{
    private static readonly (string, string)[] Settings =
        [("demo:BannedPhrases:0", "Project Ñandú"), ("demo:BannedPhrases:1", "acme"), ("demo:BannedPhrases:2", "机密")];

    [Theory]
    [InlineData("The project nandu ships.", "The {{phrase_1}} ships.")]
    [InlineData("PROJECT\n  ÑANDÚ!", "{{phrase_1}}!")]
    [InlineData("project n\u0303andu\u0301", "{{phrase_1}}")]
    [InlineData("Acme, ACME and acmes", "{{phrase_1}}, {{phrase_2}} and acmes")]
    [InlineData("这是机密文件", "这是{{phrase_1}}文件")]
    [InlineData("projectnandu, project-nandu, acme_x", null)]
    public void A_phrase_is_kept_as_it_is_by_a_token(string text, string? expected)
    {
        var redactions = new Redactions();

        var safe = Guards.Of(Settings).Protect("demo", text, redactions);

        safe.Text.ShouldBe(expected ?? text);
        redactions.Restore(safe.Text).ShouldBe(text);
        safe.Findings.ShouldAllBe(finding => finding.Class == "banned_phrase" && finding.Action == "keep_original");
    }

    [Fact]
    public void A_blocked_phrase_is_refused_with_its_number_only()
    {
        var guard = Guards.Of([.. Settings, ("Default:BannedPhraseAction", "block")]);

        var thrown = Should.Throw<ComplianceException>(() => guard.Protect("demo", "we at Acme", new()));

        thrown.Findings.ShouldBe([new ComplianceFinding("banned_phrase", "block", 1, "phrase.2")]);
        thrown.ToString().ShouldNotContain("acme", Case.Insensitive);
        guard.Protect("other", "we at Acme", new()).Text.ShouldBe("we at Acme");
    }

    [Fact]
    public void A_blocked_phrase_never_leaves_in_a_stream()
    {
        var guard = Guards.Of([.. Settings, ("Default:BannedPhraseAction", "block")]);
        var filter = guard.FilterAnswer("demo", new());
        var left = filter.Push("It is the proj") + filter.Push("ect ñan");

        Should.Throw<ComplianceException>(() => { left += filter.Push("dú of"); left += filter.Flush(); });

        left.ShouldBe("It is the ");
        Should.Throw<ComplianceException>(() => filter.Flush());
    }
}
