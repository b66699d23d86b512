using Stage5.Core.Models;
using Stage5.Core.Models.Routing;
using static Stage5.Tests.Models.Routing.TestRouting;

namespace Stage5.Tests.Models.Routing;

/// <summary>Who may answer, in which order, and why not the others.</summary>
public sealed class PlanTests
{
    private readonly Stores.ManualTime _time = new();

    [Fact]
    public void Without_a_policy_everyone_stands_in_the_configured_order()
    {
        using var routing = new TestRouting([Provider("a"), Provider("b", unusable: "no key"), Provider("c")]);
        var plan = routing.Plan();
        plan.Targets.Select(target => target.Provider.Id).ShouldBe(["a", "c"]);
        plan.FirstChoice.ShouldBe("a");
        plan.Candidates.ShouldBe(
        [
            new ModelCandidate("a", "model-of-a", true, null),
            new ModelCandidate("b", "model-of-b", false, "no key"),
            new ModelCandidate("c", "model-of-c", true, "comes after a"),
        ]);
    }

    [Fact]
    public void An_order_goes_before_what_it_does_not_name()
    {
        using var routing = new TestRouting([Provider("a"), Provider("b"), Provider("c")], ("Order", "c"));
        routing.Targets().ShouldBe("c a b");
    }

    [Fact]
    public void A_tenant_gets_only_what_it_is_allowed()
    {
        using var routing = new TestRouting([Provider("a"), Provider("b")], ("Tenants:demo:Allow", "b"));
        routing.Targets().ShouldBe("b");
        routing.Reason("a").ShouldBe("is not allowed to the tenant");
        routing.Targets("other").ShouldBe("a b");
    }

    [Theory]
    [InlineData("nobody")]
    [InlineData("a")]
    [InlineData("stage5/fast")]
    public void A_model_that_is_not_there_looks_like_one_that_is_not_allowed(string model)
    {
        using var routing = new TestRouting([Provider("a"), Provider("b")], ("Allow", "b"));
        var plan = routing.Plan(model: model);
        plan.ModelNotFound.ShouldBeTrue();
        plan.Targets.ShouldBeEmpty();
        plan.Candidates.ShouldBeEmpty();
    }

    [Fact]
    public void A_provider_asked_for_by_its_id_is_the_only_one()
    {
        using var routing = new TestRouting([Provider("a"), Provider("b")]);
        var plan = routing.Plan(model: "B");
        plan.ModelNotFound.ShouldBeFalse();
        plan.Targets.ShouldHaveSingleItem().Provider.Id.ShouldBe("b");
        plan.Candidates[0].ShouldBe(new ModelCandidate("a", "model-of-a", true, "b was asked for"));
    }

    [Fact]
    public void A_provider_asked_for_is_followed_by_the_chain_that_the_policy_names()
    {
        using var routing = new TestRouting([Provider("a"), Provider("b"), Provider("c")], ("Fallback", "c,b"));
        routing.Targets(model: "b").ShouldBe("b c");
    }

    [Theory]
    [InlineData("", "a")]
    [InlineData("d,b", "a d b")]
    public void The_chain_is_what_the_policy_names(string fallback, string targets)
    {
        using var routing = new TestRouting(
            [Provider("a"), Provider("b"), Provider("c"), Provider("d")], ("Fallback", fallback));
        routing.Targets().ShouldBe(targets);
        routing.Reason("c").ShouldBe("is not in the policy's fallback chain");
    }

    [Fact]
    public void A_first_choice_that_is_out_is_stood_in_for_by_its_chain()
    {
        using var routing = new TestRouting(
            [Provider("a", unusable: "no key"), Provider("b"), Provider("c")], ("Fallback", "c"));
        routing.Targets().ShouldBe("c");
        routing.Plan().FirstChoice.ShouldBe("a");
    }

    [Fact]
    public void A_region_keeps_out_whoever_may_process_elsewhere()
    {
        using var routing = new TestRouting(
            [Provider("eu", regions: ["eu"]), Provider("both", regions: ["eu", "us"]), Provider("unknown")], ("Regions", "EU"));
        routing.Targets().ShouldBe("eu");
        routing.Reason("both").ShouldBe("processes in eu, us; required: EU");
        routing.Reason("unknown").ShouldBe("its regions are not known; required: EU");
    }

    [Fact]
    public void Fallback_regions_come_after_every_required_one()
    {
        var (ch, us, eu) = (Provider("ch", regions: ["ch"]), Provider("us", regions: ["us"]), Provider("eu", regions: ["eu"]));
        using var routing = new TestRouting([ch, us, eu], ("Regions", "eu"), ("FallbackRegions", "ch"));
        var plan = routing.Plan();
        plan.Targets.Select(target => (target.Provider.Id, target.OutsideRegions)).ShouldBe([("eu", false), ("ch", true)]);
        plan.FirstChoice.ShouldBe("eu");
    }

    [Fact]
    public void Every_certification_is_required()
    {
        using var routing = new TestRouting(
            [Provider("one", certifications: ["iso27001"]), Provider("two", certifications: ["soc2", "iso27001"])],
            ("Certifications", "ISO27001,soc2"));
        routing.Targets().ShouldBe("two");
        routing.Reason("one").ShouldBe("is not certified for soc2");
    }

    [Fact]
    public void An_input_that_is_surely_longer_than_the_context_is_not_sent()
    {
        using var routing = new TestRouting([Provider("short", context: 100), Provider("long", context: 101)]);
        routing.Targets(needs: new RouteNeeds(InputTokens: 8 * 101)).ShouldBe("long");
        routing.Reason("short", needs: new RouteNeeds(InputTokens: 8 * 101))
            .ShouldBe("its context of 100 tokens is too short for at least 101");
    }

    [Fact]
    public void Capabilities_are_needed()
    {
        using var routing = new TestRouting([Provider("a")]);
        routing.Reason("a", needs: new RouteNeeds(Tools: true)).ShouldBe("does not take tools");
        routing.Targets(needs: new RouteNeeds(Streaming: true)).ShouldBe("a");
    }

    [Fact]
    public void The_cheapest_comes_first_and_unknown_prices_last()
    {
        using var routing = new TestRouting(
            [Provider("unknown"), Provider("dear", price: 2), Provider("free", price: 0), Provider("cheap", price: 1)],
            ("Objective", "cost"));
        routing.Targets().ShouldBe("free cheap dear unknown");
    }

    [Fact]
    public void The_quickest_comes_first_as_measured()
    {
        var (slow, quick, target) =
            (Provider("slow"), Provider("quick"), Provider("target", latencyTarget: TimeSpan.FromMilliseconds(400)));
        using var routing = new TestRouting([slow, target, quick], _time, ("Objective", "latency"));
        routing.Serve(slow, milliseconds: 900);
        routing.Serve(quick, milliseconds: 90);
        routing.Targets().ShouldBe("quick target slow");

        _time.Advance(TimeSpan.FromMinutes(10));
        routing.Targets().ShouldEndWith("target");
    }

    [Fact]
    public void The_one_that_fails_least_comes_first_and_is_forgiven_with_time()
    {
        var (bad, good) = (Provider("bad"), Provider("good"));
        using var routing = new TestRouting([bad, good], _time, ("Objective", "reliability"));
        routing.Fail(bad, ModelFailure.Transient, times: 3);
        routing.Serve(good);
        routing.Targets().ShouldBe("good bad");

        _time.Advance(TimeSpan.FromMinutes(10));
        Enumerable.Range(0, 50).Select(_ => routing.Targets()).Distinct().Count().ShouldBe(2);
    }

    [Fact]
    public void Equals_share_by_weight()
    {
        using var routing = new TestRouting(
            [Provider("one", weight: 1), Provider("three", weight: 3), Provider("last")], ("Order", "one|three"));
        var firsts = Enumerable.Range(0, 4_000).Select(_ => routing.Targets()).GroupBy(plan => plan)
            .ToDictionary(group => group.Key, group => group.Count());
        firsts.Keys.ShouldBe(["three one last", "one three last"], ignoreOrder: true);
        firsts["three one last"].ShouldBeInRange(2_850, 3_150);
    }

    [Fact]
    public void Of_equals_one_that_can_answer_comes_first()
    {
        var one = Provider("one", weight: 1_000);
        using var routing = new TestRouting([one, Provider("two")], _time, ("Order", "one|two"), ("Fallback", ""));
        routing.Fail(one, ModelFailure.Credentials);
        routing.Targets().ShouldBe("two");
    }

    [Fact]
    public void A_broken_or_busy_provider_is_passed_over_with_the_reason()
    {
        var (broken, busy) = (Provider("broken"), Provider("busy", limit: 1));
        using var routing = new TestRouting([broken, busy, Provider("free")], _time);
        routing.Fail(broken, ModelFailure.Transient, retryAfter: TimeSpan.FromSeconds(7));
        var passage = routing.Health.Of(busy, busy.Model).Enter(out _).ShouldNotBeNull();

        routing.Targets().ShouldBe("free");
        routing.Reason("broken").ShouldBe("breaker open until 2026-11-21T12:00:07Z after Transient");
        routing.Reason("busy").ShouldBe("at its concurrency limit of 1");

        routing.Health.Of(busy, busy.Model).Left(passage);
        _time.Advance(TimeSpan.FromSeconds(7));
        routing.Targets().ShouldBe("broken busy free");
    }

    [Fact]
    public void Each_target_knows_its_worst_case()
    {
        using var routing = new TestRouting([Provider("a", price: 2), Provider("b")]);
        var plan = routing.Plan(needs: new RouteNeeds(InputTokens: 10, MaxOutputTokens: 5));
        plan.Targets.Select(target => target.WorstCaseMicros).ShouldBe([30L, null]);
    }
}
