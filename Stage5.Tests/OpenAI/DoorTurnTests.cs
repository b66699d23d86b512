extern alias api;

using api::Stage5.Api.OpenAI;
using api::Stage5.Api.OpenAI.Bridge;
using Microsoft.Extensions.DependencyInjection;
using Stage5.Core.Guards;
using Stage5.Core.Models;
using Stage5.Core.Models.Routing;

namespace Stage5.Tests.OpenAI;

/// <summary>What a turn is charged for calls that end at odd moments, and what the planner says of the others.</summary>
[Collection(DoorCollection.Name)]
public sealed class DoorTurnTests(DoorSystem system)
{
    private const string Tenant = "turns";

    private static readonly CallBounds Bounds = new(10, 20, 1);

    [Fact]
    public async Task An_answer_that_nobody_took_is_charged()
    {
        using (var turn = await TurnAsync())
            (await turn.CallAsync(turn.Plan.Targets[0], Task.FromResult(1))).ShouldBe(1);

        var spend = (await SettledAsync()).Spends.ShouldHaveSingleItem();
        (spend.Estimated, spend.Tokens).ShouldBe((true, new TokenCount(10, 0, 20)));
    }

    [Fact]
    public async Task An_answer_that_was_taken_is_charged_once()
    {
        using (var turn = await TurnAsync())
        {
            await turn.CallAsync(turn.Plan.Targets[0], Task.FromResult(1));
            turn.Answered(turn.Plan.Targets[0], new TokenCount(1, 0, 2), 0);
        }

        var spend = (await SettledAsync()).Spends.ShouldHaveSingleItem();
        (spend.Estimated, spend.Tokens).ShouldBe((false, new TokenCount(1, 0, 2)));
    }

    [Fact]
    public async Task A_call_that_was_given_up_is_charged_whatever_it_says_later()
    {
        var late = new TaskCompletionSource<int>();
        using (var turn = await TurnAsync())
        {
            var target = turn.Plan.Targets[0];
            var call = turn.CallAsync(target, late.Task);
            var failed = new ModelTry(
                target.Provider.Id, target.Model, DateTimeOffset.UnixEpoch, TimeSpan.Zero, ModelFailure.Transient, "late");
            await turn.AfterFailureAsync(failed, null, TestContext.Current.CancellationToken);
            late.SetException(new ModelException(target.Provider.Id, ModelFailure.Caller, "said no"));
            await Should.ThrowAsync<ModelException>(call);
        }

        (await SettledAsync()).Spends.ShouldHaveSingleItem().Tokens.Output.ShouldBe(20);
    }

    [Fact]
    public void An_estimate_costs_no_more_than_was_held()
    {
        var target = Plan().Targets[0] with { WorstCaseMicros = 7 };
        var spending = new Spending(Bounds, Policy());

        spending.Lost(target);
        spending.Spends.Single().CostMicros.ShouldBe(7);
        spending.Answered(target, new TokenCount(10, 0, 20), 0);
        spending.Spends[1].CostMicros.ShouldBe(30, "what the provider counted is charged");
    }

    [Fact]
    public void Bounds_are_those_of_the_worst_case()
    {
        var provider = Plan().Targets[0].Provider;
        foreach (var (input, output, answers) in new (long?, long?, int)[]
            { (10, 20, 1), (10, 5_000, 1), (10, 5_000, 3), (10_000_000, 20, 2), (null, null, 2), (10, 0, 1) })
        {
            var bounds = new CallBounds(input, output, answers);
            Policy().MicrosOf(provider.Price, new TokenCount(bounds.InputOf(provider), 0, bounds.OutputOf(provider)!.Value))
                .ShouldBe(WorstCase.Micros(provider, input, output, answers));
        }
    }

    [Theory]
    [InlineData("budget_exhausted", 402, "insufficient_quota")]
    [InlineData("price_unknown", 402, "insufficient_quota")]
    [InlineData("hold_expired", 503, "server_error")]
    [InlineData("rate_limited", 429, "rate_limit_error")]
    [InlineData("concurrency_limited", 429, "rate_limit_error")]
    public void A_denial_has_the_status_it_has_everywhere(string code, int status, string type)
    {
        var error = DoorErrors.Of(new GuardDenial(code, "No.", "Wait."));

        (error.Status, error.Error.Type, error.Error.Code).ShouldBe((status, type, code));
    }

    [Fact]
    public void Who_is_passed_over_for_its_wire_is_told_why()
    {
        var plan = DoorPlanner.Carrying(Plan(RoutingContext.DefaultRoute), new BridgeObstacle("'logprobs'", "logprobs"));

        plan.Targets.Select(target => target.Provider.Id).ShouldBe(["first", "second"]);
        var passed = plan.Candidates.Single(candidate => candidate.Provider == "third");
        (passed.Usable, passed.Reason).ShouldBe((false, "cannot be asked for 'logprobs' through this address"));
        plan.Candidates.Single(candidate => candidate.Provider == "first").Reason.ShouldBeNull();
    }

    private RoutePlan Plan(string model = "first") => system.Services.GetRequiredService<ModelRouter>()
        .Plan(new RoutingContext(Tenant, ModelCapabilities.Chat, model), new RouteNeeds());

    private GuardPolicy Policy() => system.Services.GetRequiredService<GuardPolicies>().For(Tenant);

    private async Task<DoorTurn> TurnAsync()
    {
        var asked = new AdmitRequest(new GuardSubject(Tenant, "ana", "key"), TrafficClass.Live) { WorstCases = [1000] };
        var admission = await system.Services.GetRequiredService<TurnGuard>()
            .AdmitAsync(asked, TestContext.Current.CancellationToken);
        return new DoorTurn(ModelCapabilities.Chat, Bounds, Plan(), admission.Hold!, Policy());
    }

    private async Task<LedgerEntry> SettledAsync()
    {
        var book = system.Services.GetRequiredService<BudgetBook>();
        while ((await book.AccountAsync(Tenant, TestContext.Current.CancellationToken)).Holds > 0)
            await Task.Delay(10, TestContext.Current.CancellationToken);
        return (await book.LedgerAsync(Tenant, 1, TestContext.Current.CancellationToken))[0];
    }
}
