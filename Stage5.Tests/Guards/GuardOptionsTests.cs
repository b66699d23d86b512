using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Stage5.Core.Guards;
using Stage5.Core.Models;

namespace Stage5.Tests.Guards;

public sealed class GuardOptionsTests
{
    [Fact]
    public void Every_wrong_value_and_unknown_key_is_named_at_once()
    {
        var errors = Should.Throw<OptionsValidationException>(() => Read(
            ("Budgets:acme:Day:HardLimit", "-1"),
            ("Budgets:acme:Month:HardLimit", "0.0000001"),
            ("Budgets:acme:Year:HardLimit", "5"),
            ("Budgets:acme:Users:Day:Limit", "5"),
            ("Budgets:acme:Mode", "loose"),
            ("Budgets:acme:TimeZone", "Europe/Atlantis"),
            ("Budgets:acme:Currency", "euros"),
            ("Budgets:Acme Corp:Currency", "EUR"),
            ("Budgets:other:Week:HardLimit", "5"),
            ("Budgets:Default:Week:SoftLimit", "6"),
            ("Limits:acme:RequestsPerMinute", "0"),
            ("Limits:acme:Keys:Concurrency", "1"),
            ("Limits:acme:BatchShare", "2"),
            ("Limits:acme:Concurency", "2"),
            ("Guards:Lease", "0"))).Failures.ToArray();

        errors.ShouldBe(
        [
            "Stage5:Guards:Lease must be a time from 00:00:01 to 00:10:00.",
            "Stage5:Budgets:acme:Day:HardLimit must be from 0 to 1000000000 with at most six decimals, or none.",
            "Stage5:Budgets:acme:Month:HardLimit must be from 0 to 1000000000 with at most six decimals, or none.",
            "Stage5:Budgets:acme:Year is not a key that Stage5 knows.",
            "Stage5:Budgets:acme:Users:Day:Limit is not a key that Stage5 knows.",
            "Stage5:Budgets:acme:Mode must be one of: enforce, observe.",
            "Stage5:Budgets:acme:TimeZone must be a time zone's IANA name, such as Europe/Madrid.",
            "Stage5:Budgets:acme:Currency must be three letters of ISO 4217.",
            "Stage5:Budgets:Acme Corp is for a tenant's name, in lower case, or Default.",
            "Stage5:Limits:acme:RequestsPerMinute must be from 1 to 1000000000, or none.",
            "Stage5:Limits:acme:Keys:Concurrency is not a key that Stage5 knows.",
            "Stage5:Limits:acme:BatchShare must be from 0 to 1.",
            "Stage5:Limits:acme:Concurency is not a key that Stage5 knows.",
            "Stage5:Budgets:other: the week's SoftLimit of the tenant is above its HardLimit.",
        ], ignoreOrder: true);
    }

    [Fact]
    public void A_tenant_has_its_own_settings_over_those_of_everybody_over_the_built_in_ones()
    {
        var policies = Read(
            ("Budgets:Default:Currency", "eur"), ("Budgets:Default:Day:HardLimit", "10"),
            ("Budgets:acme:Month:HardLimit", "100.5"), ("Budgets:free:Day:HardLimit", "none"),
            ("Limits:Default:RequestsPerMinute", "60"), ("Limits:Default:RequestBurst", "40"),
            ("Limits:acme:RequestsPerMinute", "1200"), ("Limits:free:RequestsPerMinute", "none"));
        var (acme, free, other) = (policies.For("acme"), policies.For("free"), policies.For("other"));

        (acme.Currency, acme.Limits[0, 1].Hard, acme.Limits[0, 3].Hard).ShouldBe(("EUR", 10_000_000, 100_500_000));
        (free.Limits[0, 1].Hard, free.Rates[0].PerMinute).ShouldBe((null, 0));
        (acme.Rates[0], other.Rates[0]).ShouldBe((new Rate(1200, 200), new Rate(60, 40)));
        (other.Places, other.BatchPlaces, other.Enforces).ShouldBe((64, 32, true));
        Read().For("other").Rates[0].ShouldBe(new Rate(600, 100));
    }

    [Fact]
    public void A_price_in_another_currency_is_unknown_to_the_budget()
    {
        var policy = Read(("Budgets:Default:Currency", "EUR")).For("acme");
        var price = new ModelPrice(2, 1, 8, "EUR", "v1");

        policy.MicrosOf(price, new TokenCount(10, 0, 1)).ShouldBe(28);
        policy.MicrosOf(price with { Currency = "USD" }, new TokenCount(10, 0, 1)).ShouldBeNull();
        policy.MicrosOf(null, new TokenCount(10, 0, 1)).ShouldBeNull();
    }

    private static GuardPolicies Read(params (string Name, string Value)[] settings) => new ServiceCollection()
        .AddGuards(new ConfigurationBuilder().AddInMemoryCollection(
            settings.Select(one => KeyValuePair.Create($"Stage5:{one.Name}", (string?)one.Value))).Build())
        .BuildServiceProvider().GetRequiredService<GuardPolicies>();
}
