using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Stage5.Core.Guards.Compliance;

namespace Stage5.Tests.Guards.Compliance;

public sealed class PolicyTests
{
    [Fact]
    public void Every_error_is_named_at_once_at_the_start()
    {
        var settings = new Dictionary<string, string?>
        {
            ["Stage5:Compliance:Default:Classes:cards"] = "redact",
            ["Stage5:Compliance:Default:Classes:card"] = "mask",
            ["Stage5:Compliance:Default:BannedPhraseAction"] = "drop",
            ["Stage5:Compliance:acme:Clases:card"] = "allow",
            ["Stage5:Compliance:acme:BannedPhrases:0"] = new string('x', 101),
            ["Stage5:Compliance:no one:Classes:card"] = "allow",
        };
        using var services = new ServiceCollection()
            .AddCompliance(new ConfigurationBuilder().AddInMemoryCollection(settings).Build()).BuildServiceProvider();

        var thrown = Should.Throw<OptionsValidationException>(
            () => services.GetRequiredService<IStartupValidator>().Validate());

        var all = string.Join('\n', thrown.Failures);
        all.ShouldContain("Default:Classes:cards is unknown; the classes are secret, card");
        all.ShouldContain("Default:Classes:card is 'mask'; it must be allow, redact, review or block.");
        all.ShouldContain("Default:BannedPhraseAction is 'drop'");
        all.ShouldContain("acme:Clases is unknown");
        all.ShouldContain("acme:BannedPhrases: phrase 1 must have 1 to 100 characters.");
        all.ShouldContain("'no one' is no tenant's id");
        all.ShouldNotContain("xxx");
    }

    [Fact]
    public void What_is_to_be_reviewed_is_kept_from_the_model_and_from_the_stream_of_its_answer()
    {
        var guard = Guards.Of(("Default:Classes:email", "review"));
        var redactions = new Redactions();

        var prompt = guard.Protect(Guards.Tenant, "Write to a@example.com.", redactions);

        prompt.Text.ShouldBe("Write to {{email_1}}.");
        prompt.Findings.ShouldBe([new ComplianceFinding("email", "review", 1, "pii.email")]);
        guard.Filter(redactions, "To {{email_1}} and b@example.com.").ShouldBe("To a@example.com and [email].");
        guard.RulesFor(Guards.Tenant).ShouldContain(("email", "review"));
    }

    [Fact]
    public void A_tenant_has_what_Default_says_unless_it_says_otherwise()
    {
        var guard = Guards.Of(
            ("Default:Classes:email", "allow"), ("Default:Classes:card", "block"), ("Default:BannedPhrases", "acme, initech"),
            ("demo:Classes:card", "allow"), ("demo:BannedPhrases", ""));

        var demo = guard.Protect("demo", "a@x.com 4111111111111111 acme", new());
        demo.Text.ShouldBe("a@x.com 4111111111111111 acme");
        demo.Findings.ShouldBe([
            new ComplianceFinding("email", "allow", 1, "pii.email"), new ComplianceFinding("card", "allow", 1, "pii.card")]);
        guard.Protect("other", "a@x.com initech", new()).Text.ShouldBe("a@x.com {{phrase_1}}");
        Should.Throw<ComplianceException>(() => guard.Protect("other", "4111111111111111", new()));
    }
}
