using Stage5.Core.Models;
using Stage5.Core.Models.Routing;
using Stage5.Tests.Stores;
using static Stage5.Tests.Models.Routing.TestRouting;

namespace Stage5.Tests.Models.Routing;

/// <summary>What the dispatcher does with what calls do.</summary>
public sealed class DispatcherTests
{
    private readonly ManualTime _time = new();
    private readonly Observer _observer = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_first_that_answers_is_taken_and_the_turn_is_told_of_each_step()
    {
        using var routing = new TestRouting([Provider("a"), Provider("b"), Provider("c")], _time);
        var answer = await RunAsync(routing, id => id == "a" ? throw Failure(id, ModelFailure.Transient) : $"by {id}");
        answer.Value.ShouldBe("by b");
        answer.Served.Provider.Id.ShouldBe("b");
        answer.Tries.Select(one => (one.Provider, one.Failure)).ShouldBe([("a", ModelFailure.Transient), ("b", null)]);
        _observer.Told.ShouldBe(["before a", "a failed, then b", "before b"]);
        answer.Candidates.Select(one => one.Reason).ShouldBe(["Provider a: scripted.", null, "comes after a"]);
    }

    [Theory]
    [InlineData(ModelFailure.Transient, "b", 0)]
    [InlineData(ModelFailure.Caller, null, 0)]
    [InlineData(ModelFailure.Credentials, "b", 2)]
    [InlineData(ModelFailure.Configuration, "b", 2)]
    [InlineData(ModelFailure.Truncated, null, 0)]
    [InlineData(ModelFailure.Refused, null, 0)]
    [InlineData(ModelFailure.Damaged, "b", 0)]
    public async Task Each_failure_is_followed_as_the_table_says(ModelFailure failure, string? served, int breaker)
    {
        var a = Provider("a");
        using var routing = new TestRouting([a, Provider("b")], _time);
        var run = RunAsync(routing, id => id == "a" ? throw Failure(id, failure) : id);
        if (served is null) (await Should.ThrowAsync<DispatchException>(run)).Last!.Failure.ShouldBe(failure);
        else (await run).Value.ShouldBe(served);
        ((int)routing.Health.Of(a, a.Model).Read().Breaker).ShouldBe(breaker);
        FailureTable.Rows.Count.ShouldBe(Enum.GetValues<ModelFailure>().Length);
    }

    [Fact]
    public async Task A_refusal_is_taken_elsewhere_only_where_the_policy_says_so()
    {
        using var routing = new TestRouting([Provider("a"), Provider("b")], _time, ("FallbackOnRefusal", "true"));
        (await RunAsync(routing, id => id == "a" ? throw Failure(id, ModelFailure.Refused) : id)).Value.ShouldBe("b");
    }

    [Fact]
    public async Task The_only_one_is_asked_once_more_after_the_time_it_asked_for()
    {
        using var routing = new TestRouting([Provider("a")], _time, ("TurnSeconds", "15"));
        var calls = 0;
        var run = RunAsync(routing, id => ++calls == 1
            ? throw Failure(id, ModelFailure.Transient, TimeSpan.FromSeconds(3)) : id);
        run.IsCompleted.ShouldBeFalse();
        _time.Advance(TimeSpan.FromSeconds(3));
        calls.ShouldBe(1);
        _time.Advance(TimeSpan.FromMilliseconds(200));
        (await run).Tries.Count.ShouldBe(2);
        _observer.Told.ShouldBe(["before a", "a failed, then a", "before a"]);
    }

    [Theory]
    [InlineData(16)]
    [InlineData(14.95)]
    public async Task A_wait_that_does_not_fit_the_turn_is_not_begun(double retryAfter)
    {
        using var routing = new TestRouting([Provider("a")], _time, ("TurnSeconds", "15"));
        var thrown = await Should.ThrowAsync<DispatchException>(RunAsync(
            routing, id => throw Failure(id, ModelFailure.Transient, TimeSpan.FromSeconds(retryAfter))));
        thrown.Tries.Count.ShouldBe(1);
        thrown.Last!.RetryAfter.ShouldBe(TimeSpan.FromSeconds(retryAfter));
    }

    [Fact]
    public async Task Nobody_is_asked_more_often_than_the_policy_says()
    {
        using var routing = new TestRouting([Provider("a"), Provider("b"), Provider("c")], _time, ("MaxTries", "2"));
        var thrown = await Should.ThrowAsync<DispatchException>(
            RunAsync(routing, id => throw Failure(id, ModelFailure.Transient)));
        thrown.Tries.Select(one => one.Provider).ShouldBe(["a", "b"]);
        _observer.Told[^1].ShouldBe("b failed, then nobody");
    }

    [Fact]
    public async Task Whom_the_turn_may_not_pay_is_passed_over_with_the_reason()
    {
        using var routing = new TestRouting([Provider("a"), Provider("b")], _time);
        _observer.Denied["a"] = "its worst case is not covered";
        var answer = await RunAsync(routing, id => id);
        answer.Value.ShouldBe("b");
        answer.Candidates[0].Reason.ShouldBe("its worst case is not covered");
        routing.Health.Of(routing.Router.Providers[0], "model-of-a").Read().InFlight.ShouldBe(0);

        _observer.Denied["b"] = "nor is this one's";
        var thrown = await Should.ThrowAsync<DispatchException>(RunAsync(routing, id => id));
        thrown.Last.ShouldBeNull();
        thrown.Tries.ShouldBeEmpty();
        thrown.Candidates.Select(one => one.Reason).ShouldBe(["its worst case is not covered", "nor is this one's"]);
    }

    [Fact]
    public async Task A_region_is_left_for_a_failure_but_not_for_a_budget()
    {
        using var routing = new TestRouting([Provider("eu", regions: ["eu"]), Provider("ch", regions: ["ch"])],
            _time, ("Regions", "eu"), ("FallbackRegions", "ch"));
        (await RunAsync(routing, id => id == "eu" ? throw Failure(id, ModelFailure.Transient) : id)).Value.ShouldBe("ch");
        _observer.Denied["eu"] = "not covered";
        var thrown = await Should.ThrowAsync<DispatchException>(RunAsync(routing, id => id));
        thrown.Candidates[1].Reason.ShouldBe("outside the required regions, where another could answer");
    }

    [Fact]
    public async Task A_try_that_takes_too_long_is_given_up_for_the_next()
    {
        using var routing = new TestRouting([Provider("a"), Provider("b")], _time, ("TrySeconds", "2"));
        var given = default(CancellationToken);
        var run = routing.Dispatcher.RunAsync(routing.Plan(), async (target, token) =>
        {
            if (target.Provider.Id == "b") return "by b";
            given = token;
            // It does not listen: the dispatcher must not wait for it.
            await Task.Delay(Timeout.Infinite, Ct);
            return "late";
        }, _observer, Ct);
        _time.Advance(TimeSpan.FromSeconds(2));
        var answer = await run;
        given.IsCancellationRequested.ShouldBeTrue();
        answer.Tries[0].Message.ShouldBe("Provider a: did not answer within 2 s.");
        answer.Tries[0].Duration.ShouldBe(TimeSpan.FromSeconds(2));
        answer.Value.ShouldBe("by b");
    }

    [Fact]
    public async Task The_turn_s_time_is_all_there_is()
    {
        using var routing = new TestRouting([Provider("a"), Provider("b")], _time, ("TrySeconds", "9"), ("TurnSeconds", "10"));
        var run = routing.Dispatcher.RunAsync<string>(routing.Plan(), async (_, token) =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, _time, token);
            return "never";
        }, _observer, Ct);
        _time.Advance(TimeSpan.FromSeconds(9));
        await Eventually(() => _observer.Told.Contains("before b") && _time.Armed > 0);
        _time.Advance(TimeSpan.FromSeconds(1));
        var thrown = await Should.ThrowAsync<DispatchException>(run);
        thrown.Tries.Select(one => one.Duration.TotalSeconds).ShouldBe([9, 1]);
        thrown.Last!.Message.ShouldBe("Provider b: did not answer within 1 s.");
    }

    [Fact]
    public async Task A_caller_that_leaves_ends_the_call_at_once_and_blames_nobody()
    {
        var a = Provider("a");
        using var routing = new TestRouting([a, Provider("b")], _time);
        using var caller = new CancellationTokenSource();
        var given = default(CancellationToken);
        var run = routing.Dispatcher.RunAsync(routing.Plan(), async (_, token) =>
        {
            given = token;
            await Task.Delay(Timeout.Infinite, Ct);
            return "late";
        }, _observer, caller.Token);
        await caller.CancelAsync();
        (await Should.ThrowAsync<OperationCanceledException>(run)).CancellationToken.ShouldBe(caller.Token);
        given.IsCancellationRequested.ShouldBeTrue();
        var measure = routing.Health.Of(a, a.Model).Read();
        (measure.InFlight, measure.Failed, measure.Served).ShouldBe((0, 0, 0));
        _observer.Told.ShouldBe(["before a"]);
    }

    [Fact]
    public async Task A_stream_is_in_flight_until_its_end_is_told()
    {
        var a = Provider("a");
        using var routing = new TestRouting([a], _time, ("TrySeconds", "2"), ("TurnSeconds", "20"));
        var answer = await RunAsync(routing, id => id);
        routing.Health.Of(a, a.Model).Read().InFlight.ShouldBe(1);
        _time.Advance(TimeSpan.FromSeconds(19));
        answer.Call.Token.IsCancellationRequested.ShouldBeFalse("the limit of a try ends with the first token");
        _time.Advance(TimeSpan.FromSeconds(1));
        answer.Call.TimedOut.ShouldBeTrue("but the turn's does not");

        answer.Call.Failed(Failure("a", ModelFailure.Transient));
        answer.Call.Succeeded();
        var measure = routing.Health.Of(a, a.Model).Read();
        (measure.InFlight, measure.Failed, measure.Served, measure.LastError).ShouldBe((0, 1, 0, "Transient"));
    }

    [Fact]
    public async Task A_mistake_of_ours_is_not_the_provider_s()
    {
        var a = Provider("a");
        using var routing = new TestRouting([a, Provider("b")], _time);
        await Should.ThrowAsync<InvalidOperationException>(RunAsync(routing, _ => throw new InvalidOperationException()));
        var measure = routing.Health.Of(a, a.Model).Read();
        (measure.InFlight, measure.Failed).ShouldBe((0, 0));
    }

    [Fact]
    public async Task A_provider_that_broke_after_the_plan_was_made_is_passed_over()
    {
        var a = Provider("a");
        using var routing = new TestRouting([a, Provider("b")], _time);
        var plan = routing.Plan();
        routing.Fail(a, ModelFailure.Credentials);
        var answer = await routing.Dispatcher.RunAsync(
            plan, (target, _) => Task.FromResult(target.Provider.Id), _observer, Ct);
        answer.Value.ShouldBe("b");
        answer.Candidates[0].Reason!.ShouldStartWith("breaker open until");
        _observer.Told.ShouldBe(["before b"]);
    }

    [Fact]
    public async Task Turns_at_once_never_see_each_other_s_routing()
    {
        string[] ids = ["a", "b", "c", "d"];
        var settings = ids.Select(id => ($"Tenants:of-{id}:Allow", id)).ToArray();
        using var routing = new TestRouting([.. ids.Select(id => Provider(id))], settings);
        var gate = new TaskCompletionSource();
        var turns = Enumerable.Range(0, 400).Select(i => Task.Run(async () =>
        {
            var mine = ids[i % ids.Length];
            var plan = routing.Plan($"of-{mine}");
            await gate.Task;
            var answer = await routing.Dispatcher.RunAsync(plan, async (target, _) =>
            {
                await Task.Yield();
                return target.Provider.Id;
            }, new Observer(), Ct);
            answer.Call.Succeeded();
            return (mine, answer.Value, plan.Context.Tenant, Allowed: plan.Policy.Allow!.Single());
        }, Ct)).ToArray();
        gate.SetResult();
        foreach (var (mine, value, tenant, allowed) in await Task.WhenAll(turns))
            (value, tenant, allowed).ShouldBe((mine, $"of-{mine}", mine));
        routing.Health.Read().Sum(model => model.Served).ShouldBe(400);
        routing.Health.Read().Sum(model => model.InFlight).ShouldBe(0);
    }

    private static ModelException Failure(string provider, ModelFailure failure, TimeSpan? retryAfter = null) =>
        new(provider, failure, "scripted.", retryAfter);

    private static async Task Eventually(Func<bool> condition)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        limit.CancelAfter(TimeSpan.FromSeconds(20));
        while (!condition())
        {
            limit.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private Task<Dispatched<string>> RunAsync(TestRouting routing, Func<string, string> call) => routing.Dispatcher.RunAsync(
        routing.Plan(),
        async (target, _) =>
        {
            await Task.CompletedTask;
            return call(target.Provider.Id);
        },
        _observer, Ct);
}
