using Stage5.Core.Guards;
using Stage5.Core.Language;
using Stage5.Core.Models.Routing;
using Stage5.Core.Models.Texts;
using Stage5.Core.Turns;
using Stage5.Tests.Stores;

namespace Stage5.Tests.Turns;

/// <summary>A part is planned again where nobody could be asked; what Reserve held was for the first plan.</summary>
public sealed class PartObserverTests(StoreServers servers) : IClassFixture<StoreServers>
{
    private const long Pledged = 1_000;
    private readonly Turn _turn = new(Requests.Turn(), new RecordingLog(), TimeProvider.System);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(400, Pledged)]
    [InlineData(Pledged, Pledged)]
    [InlineData(4_000, 4_000)]
    public async Task A_call_that_a_second_plan_makes_is_held_before_it_is_made(long worstCase, long held)
    {
        await using var world = await TurnWorld.StartAsync(servers, ("Budgets:demo:Day:HardLimit", "0.01"));
        await using var hold = await HoldAsync(world);
        var part = Part();
        var observer = new PartObserver(_turn, part);

        (await observer.BeforeTryAsync(Costing(worstCase), Ct)).ShouldBeNull();

        (hold.HeldMicros, part.Account!.Calling?.WorstCaseMicros).ShouldBe((held, worstCase));
    }

    [Fact]
    public async Task A_dearer_one_leaves_alone_what_is_held_for_the_other_parts()
    {
        await using var world = await TurnWorld.StartAsync(servers, ("Budgets:demo:Day:HardLimit", "0.01"));
        await using var hold = await HoldAsync(world, parts: 2);
        var (part, _) = (Part(), Part());

        (await new PartObserver(_turn, part).BeforeTryAsync(Costing(4_000), Ct)).ShouldBeNull();

        hold.HeldMicros.ShouldBe(4_000 + Pledged);
    }

    [Fact]
    public async Task What_a_second_plan_would_cost_above_the_budget_is_not_asked()
    {
        await using var world = await TurnWorld.StartAsync(servers, ("Budgets:demo:Day:HardLimit", "0.01"));
        await using var hold = await HoldAsync(world);
        var part = Part();
        var observer = new PartObserver(_turn, part);

        (await observer.BeforeTryAsync(Costing(10_001), Ct)).ShouldNotBeNull();

        observer.Denial.ShouldNotBeNull().Code.ShouldBe("budget_exhausted");
        (hold.HeldMicros, part.Account!.Calling).ShouldBe((Pledged, null));
    }

    private static RouteTarget Costing(long micros) => new(ScriptedProvider.Any, "scripted-1", micros);

    private async Task<Hold> HoldAsync(TurnWorld world, int parts = 1)
    {
        var admission = await world.Guard.AdmitAsync(
            new AdmitRequest(_turn.Request.Subject, TrafficClass.Live) { WorstCases = [parts * Pledged] }, Ct);
        return _turn.Hold = admission.Hold.ShouldNotBeNull();
    }

    private TurnPart Part()
    {
        var target = new TurnTarget(LanguageTag.Parse("de"));
        return new TurnPart(target, 1, new TextOrder(TextKind.Translation, "Hello."))
        {
            Plan = new RoutePlan(new RoutingContext("demo", "translate", null), [], []),
            Account = _turn.Account.Open(new RouteNeeds(), Pledged),
        };
    }
}
