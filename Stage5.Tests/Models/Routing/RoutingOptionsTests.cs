using Stage5.Core.Models.Routing;
using static Stage5.Tests.Models.Routing.TestRouting;

namespace Stage5.Tests.Models.Routing;

public sealed class RoutingOptionsTests
{
    [Fact]
    public void Each_level_replaces_what_it_names_and_nothing_else()
    {
        using var routing = new TestRouting(
            [Provider("a"), Provider("b")],
            ("MaxTries", "2"), ("Order", "a"), ("TrySeconds", "1.5"), ("Regions", "eu"),
            ("Operations:chat:MaxTries", "3"), ("Operations:chat:Objective", "Cost"),
            ("Tenants:acme:MaxTries", "5"), ("Tenants:acme:Regions", ""),
            ("Tenants:acme:Operations:chat:Order", "b"));

        var everybody = routing.Policies.For("other", "translate");
        (everybody.MaxTries, everybody.Objective).ShouldBe((2, RoutingObjective.Order));
        var chat = routing.Policies.For("other", "chat");
        (chat.MaxTries, chat.Objective).ShouldBe((3, RoutingObjective.Cost));
        var acme = routing.Policies.For("acme", "translate");
        (acme.MaxTries, acme.Regions.Count, acme.Order[0][0]).ShouldBe((5, 0, "a"));
        var acmeChat = routing.Policies.For("acme", "chat");
        (acmeChat.MaxTries, acmeChat.Objective, acmeChat.Order[0][0], acmeChat.TryLimit)
            .ShouldBe((5, RoutingObjective.Cost, "b", TimeSpan.FromSeconds(1.5)));
        routing.Policies.For("acme", "chat").ShouldBeSameAs(acmeChat);
    }

    [Fact]
    public void Every_error_is_named_at_once() => Read(["a"],
            ("Allow", "a,x"), ("Order", "a|y"), ("Fallback", "z"), ("Objective", "2"), ("MaxTries", "0"),
            ("TrySeconds", "soon"), ("FallbackOnRefusal", "perhaps"), ("Colour", "red"), ("Operations:sing:MaxTries", "1"),
            ("Tenants:No Body:MaxTries", "1"), ("Tenants:acme:Operations:chat:Shape", "round")).Errors
        .ShouldBe(
        [
            "Stage5:Routing:Allow names the provider 'x', which is not configured.",
            "Stage5:Routing:Order names the provider 'y', which is not configured.",
            "Stage5:Routing:Fallback names the provider 'z', which is not configured.",
            "Stage5:Routing:Objective is '2'; it must be one of: order, cost, latency, reliability.",
            "Stage5:Routing:MaxTries is '0'; it must be a whole number from 1 to 20.",
            "Stage5:Routing:TrySeconds is 'soon'; it must be a number from 0.001 to 600.",
            "Stage5:Routing:FallbackOnRefusal is 'perhaps'; it must be true or false.",
            "Stage5:Routing:Colour is not a key of a routing policy (docs/routing.md lists them).",
            "Stage5:Routing:Operations:sing is no operation; there are: chat, translate, embeddings.",
            "Stage5:Routing:Tenants:No Body is not a valid tenant name.",
            "Stage5:Routing:Tenants:acme:Operations:chat:Shape is not a key of a routing policy (docs/routing.md lists them).",
        ], ignoreOrder: true);

    [Fact]
    public void The_discovered_engine_may_be_named() => Read(["a"], ("Allow", "a,apertium")).Errors.ShouldBeEmpty();

    [Fact]
    public void A_region_that_no_provider_has_is_logged_and_no_error()
    {
        using var routing = new TestRouting([Provider("a", regions: ["eu"])], ("Regions", "eu,mars"));
        routing.Log.Lines.ShouldHaveSingleItem().ShouldStartWith("430 A routing policy names the region mars");
    }

    [Fact]
    public void A_tenant_s_policy_is_that_tenant_s_only()
    {
        using var routing = new TestRouting([Provider("a"), Provider("b")],
            ("Tenants:acme:Order", "b"), ("Tenants:zeta:Allow", "a"));
        routing.Targets("acme").ShouldBe("b a");
        routing.Targets("zeta").ShouldBe("a");
        routing.Targets("demo").ShouldBe("a b");
    }
}
