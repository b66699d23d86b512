using Stage5.Contracts;
using Stage5.Core.Models;
using Stage5.Core.Models.Routing.Health;
using Stage5.Tests.Stores;

namespace Stage5.Tests.Models.Routing;

/// <summary>Health and breaker of one model, in a test's own time.</summary>
public sealed class BreakerTests
{
    private readonly ManualTime _time = new();
    private readonly ModelHealth _health;

    public BreakerTests() =>
        _health = new ModelHealth(TestRouting.Provider("a", limit: 20), "m", new ProviderLoad(), _time);

    private BreakerState State => _health.Read().Breaker;

    [Fact]
    [Trait("Threat", "MD-D1")]
    public void Failures_in_a_row_open_it_and_an_answer_between_them_does_not()
    {
        Fail(4);
        Serve();
        Fail(4);
        State.ShouldBe(BreakerState.Closed);
        Fail();
        State.ShouldBe(BreakerState.Open);
        _health.Read().RetryAt.ShouldBe(_time.GetUtcNow() + CircuitBreaker.FirstBreak);
        _health.Enter(out var obstacle).ShouldBeNull();
        obstacle!.ShouldStartWith("breaker open until 2026-11-21T12:00:05Z");
    }

    [Fact]
    public void Half_of_many_calls_failing_opens_it()
    {
        for (var i = 0; i < 5; i++)
        {
            State.ShouldBe(BreakerState.Closed);
            Serve();
            Fail();
        }

        State.ShouldBe(BreakerState.Open);
    }

    [Fact]
    public void A_third_of_many_calls_failing_does_not()
    {
        for (var i = 0; i < 50; i++)
        {
            Serve(2);
            Fail();
        }

        State.ShouldBe(BreakerState.Closed);
    }

    [Fact]
    public void One_call_is_let_through_to_see_and_its_answer_closes_it()
    {
        Fail(5);
        _time.Advance(CircuitBreaker.FirstBreak);
        State.ShouldBe(BreakerState.HalfOpen);
        var probe = _health.Enter(out _).ShouldNotBeNull();
        _health.Enter(out var obstacle).ShouldBeNull();
        obstacle.ShouldBe("breaker half open after Transient: another call is trying it");
        _health.Answered(probe, TimeSpan.FromMilliseconds(5));
        State.ShouldBe(BreakerState.Closed);
        _health.Succeeded(probe);
        Fail(4);
        State.ShouldBe(BreakerState.Closed);
    }

    [Fact]
    public void A_probe_that_is_cut_after_it_began_opens_it_again()
    {
        Fail(5);
        _time.Advance(CircuitBreaker.FirstBreak);
        var probe = _health.Enter(out _).ShouldNotBeNull();
        _health.Answered(probe, TimeSpan.FromMilliseconds(5));
        _health.Failed(probe, Failure());
        State.ShouldBe(BreakerState.Open);
    }

    [Fact]
    public void Each_failed_probe_doubles_the_wait_up_to_a_minute()
    {
        Fail(5);
        double[] waits = [5, 10, 20, 40, 60, 60];
        foreach (var wait in waits)
        {
            (_health.Read().RetryAt - _time.GetUtcNow()).ShouldBe(TimeSpan.FromSeconds(wait));
            _time.Advance(TimeSpan.FromSeconds(wait));
            Fail();
        }
    }

    [Fact]
    public void A_probe_whose_caller_left_tells_nothing_and_leaves_its_place()
    {
        Fail(5);
        _time.Advance(CircuitBreaker.FirstBreak);
        _health.Left(_health.Enter(out _).ShouldNotBeNull());
        State.ShouldBe(BreakerState.HalfOpen);
        _health.Enter(out _).ShouldNotBeNull();
    }

    [Theory]
    [InlineData(7, 7)]
    [InlineData(3_600, 600)]
    public void Who_asks_to_be_left_alone_is_at_once_but_not_for_ever(int asked, int given)
    {
        Fail(retryAfter: TimeSpan.FromSeconds(asked));
        (_health.Read().RetryAt - _time.GetUtcNow()).ShouldBe(TimeSpan.FromSeconds(given));
    }

    [Theory]
    [InlineData(ModelFailure.Credentials)]
    [InlineData(ModelFailure.Configuration)]
    public void What_only_an_operator_can_correct_opens_it_at_once(ModelFailure failure)
    {
        Fail(failure: failure);
        (_health.Read().RetryAt - _time.GetUtcNow()).ShouldBe(CircuitBreaker.OperatorBreak);
    }

    [Theory]
    [InlineData(ModelFailure.Caller)]
    [InlineData(ModelFailure.Refused)]
    [InlineData(ModelFailure.Truncated)]
    public void What_is_the_caller_s_never_counts(ModelFailure failure)
    {
        Fail(100, failure: failure);
        var measure = _health.Read();
        (measure.Breaker, measure.Failed, measure.LastError).ShouldBe((BreakerState.Closed, 0, null));
    }

    [Fact]
    public void A_call_from_before_it_opened_neither_closes_nor_prolongs_it()
    {
        var early = _health.Enter(out _).ShouldNotBeNull();
        var unlucky = _health.Enter(out _).ShouldNotBeNull();
        Fail(5);
        var retryAt = _health.Read().RetryAt;
        _health.Answered(early, TimeSpan.FromSeconds(1));
        _health.Succeeded(early);
        _health.Failed(unlucky, Failure());
        _health.Read().RetryAt.ShouldBe(retryAt);
        State.ShouldBe(BreakerState.Open);
    }

    [Fact]
    public void No_more_calls_go_at_once_than_its_limit()
    {
        var passages = Enumerable.Range(0, 20).Select(_ => _health.Enter(out var _).ShouldNotBeNull()).ToArray();
        _health.Enter(out var obstacle).ShouldBeNull();
        obstacle.ShouldBe("at its concurrency limit of 20");
        _health.Left(passages[0]);
        _health.Enter(out _).ShouldNotBeNull();
        _health.Read().InFlight.ShouldBe(20);
    }

    [Fact]
    public void Counts_cover_five_minutes_and_means_weigh_what_is_new()
    {
        Serve(3, milliseconds: 1_000);
        Fail();
        _time.Advance(TimeSpan.FromMinutes(2));
        Serve(3, milliseconds: 100);
        var measure = _health.Read();
        (measure.Served, measure.Failed).ShouldBe((6, 1));
        measure.LatencyMs!.Value.ShouldBeInRange(100, 160);
        measure.ErrorRate!.Value.ShouldBeInRange(0.001, 0.05);

        _time.Advance(TimeSpan.FromMinutes(3) + TimeSpan.FromSeconds(10));
        (_health.Read().Served, _health.Read().Failed).ShouldBe((3, 0));
        _time.Advance(TimeSpan.FromMinutes(3));
        (_health.Read().LatencyMs, _health.Read().ErrorRate).ShouldBe((null, null));
    }

    [Fact]
    public async Task Calls_at_once_are_counted_each()
    {
        var health = new ModelHealth(TestRouting.Provider("a"), "m", new ProviderLoad(), TimeProvider.System);
        await Parallel.ForEachAsync(Enumerable.Range(0, 5_000), (i, _) =>
        {
            var passage = health.Enter(out var _).ShouldNotBeNull();
            health.Answered(passage, TimeSpan.FromMilliseconds(1));
            health.Succeeded(passage);
            return ValueTask.CompletedTask;
        });
        (health.Read().Served, health.Read().InFlight).ShouldBe((5_000, 0));
    }

    private static ModelException Failure(ModelFailure failure = ModelFailure.Transient, TimeSpan? retryAfter = null) =>
        new("a", failure, "scripted.", retryAfter);

    private void Fail(int times = 1, ModelFailure failure = ModelFailure.Transient, TimeSpan? retryAfter = null)
    {
        for (var i = 0; i < times; i++)
            _health.Failed(_health.Enter(out _).ShouldNotBeNull(), Failure(failure, retryAfter));
    }

    private void Serve(int times = 1, double milliseconds = 10)
    {
        for (var i = 0; i < times; i++)
        {
            var passage = _health.Enter(out _).ShouldNotBeNull();
            _health.Answered(passage, TimeSpan.FromMilliseconds(milliseconds));
            _health.Succeeded(passage);
        }
    }
}
