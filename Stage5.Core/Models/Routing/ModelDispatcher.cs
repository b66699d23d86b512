using Stage5.Core.Models.Routing.Health;

namespace Stage5.Core.Models.Routing;

/// <summary>Calls the targets of a plan in order until one answers, as the table in docs/routing.md says.</summary>
public sealed class ModelDispatcher
{
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(100);

    private readonly ModelHealthBoard _health;
    private readonly ModelTelemetry _telemetry;
    private readonly TimeProvider _time;
    private readonly Random _random;

    internal ModelDispatcher(ModelHealthBoard health, ModelTelemetry telemetry, TimeProvider time, Random random) =>
        (_health, _telemetry, _time, _random) = (health, telemetry, time, random);

    /// <param name="call">One call to one provider; throws <see cref="ModelException"/> when it fails.</param>
    /// <exception cref="DispatchException">Nobody answered.</exception>
    /// <exception cref="OperationCanceledException">The caller left, and with it the call.</exception>
    public async Task<Dispatched<T>> RunAsync<T>(
        RoutePlan plan,
        Func<RouteTarget, CancellationToken, Task<T>> call,
        IDispatchObserver observer,
        CancellationToken cancellationToken)
    {
        var run = new DispatchRun(plan, _time);
        var (index, retried) = (0, false);
        while (index < plan.Targets.Count && run.MayTry)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var target = plan.Targets[index];
            if (await EnterAsync(run, target, observer, cancellationToken) is not { } passage)
            {
                index++;
                continue;
            }

            // Made here, not in a method of its own: what is current in it flows into the call.
            var open = Open(run, target, passage, cancellationToken);
            var (value, failure) = await CallAsync(open, target, call, cancellationToken);
            if (failure is null)
            {
                run.Add(target, open.Answered(run.Left), failure: null);
                _telemetry.Served(plan, target.Provider.Id);
                return new Dispatched<T>(value!, target, run.Tries, open) { Candidates = run.Candidates(target) };
            }

            var failed = run.Add(target, open.Elapsed, failure);
            var next = run.Next(index, failure);
            var pause = next is null && !retried ? Pause(run, failure) : null;
            if (pause is not null) next = target;
            await observer.AfterFailureAsync(failed, next, cancellationToken);
            if (next is null) break;
            if (pause is { } wait)
            {
                retried = true;
                await Task.Delay(wait, _time, cancellationToken);
            }
            else
            {
                index++;
            }
        }

        throw new DispatchException(run.Last, run.Tries, run.Candidates(served: null));
    }

    /// <summary>A place with the provider and the turn's leave, or null when it is passed over.</summary>
    private async ValueTask<Passage?> EnterAsync(
        DispatchRun run, RouteTarget target, IDispatchObserver observer, CancellationToken cancellationToken)
    {
        if (target.OutsideRegions && !run.MayLeaveRegions)
        {
            run.PassOver(target, "outside the required regions, where another could answer", denied: false);
            return null;
        }

        var health = _health.Of(target.Provider, target.Model, target.SecretOwner);
        if (health.Enter(out var obstacle) is not { } passage)
        {
            run.PassOver(target, obstacle!, denied: false);
            return null;
        }

        var allowed = false;
        try
        {
            var denial = await observer.BeforeTryAsync(target, cancellationToken);
            allowed = denial is null;
            if (allowed) return passage;
            run.PassOver(target, denial!, denied: true);
            return null;
        }
        finally
        {
            if (!allowed) health.Left(passage);
        }
    }

    private OpenCall Open(DispatchRun run, RouteTarget target, Passage passage, CancellationToken caller)
    {
        var provider = target.Provider;
        if (run.TakeFrom() is { } from && from.Provider != provider.Id)
            _telemetry.FellBack(from.Provider, provider.Id, from.Reason);
        // A wire that is written to directly has no limit of its own; a client has.
        var limit = run.Plan.Policy.TryLimit ?? (provider.Wire is null ? null : provider.TryTimeout);
        if (run.Left is { } left && !(limit < left)) limit = left > TimeSpan.Zero ? left : TimeSpan.Zero;
        var facts = new TryFacts(run.Plan.Context.Operation, target, run.Tries.Count + 1);
        var health = _health.Of(provider, target.Model, target.SecretOwner);
        return new OpenCall(_telemetry, health, passage, facts, limit, _time, caller);
    }

    private static async Task<(T? Value, ModelException? Failure)> CallAsync<T>(
        OpenCall open, RouteTarget target, Func<RouteTarget, CancellationToken, Task<T>> call, CancellationToken caller)
    {
        try
        {
            var answer = call(target, open.Token);
            return (answer.IsCompleted ? await answer : await InTimeAsync(answer, open.Token), null);
        }
        catch (Exception) when (caller.IsCancellationRequested)
        {
            open.Dispose();
            throw new OperationCanceledException(caller);
        }
        catch (OperationCanceledException e) when (open.TimedOut)
        {
            var late = new ModelException(target.Provider.Id, ModelFailure.Transient,
                $"did not answer within {open.Limit!.Value.TotalSeconds:0.###} s.", inner: e);
            open.Failed(late);
            return (default, late);
        }
        catch (ModelException failure)
        {
            open.Failed(failure);
            return (default, failure);
        }
        catch (Exception mistake)
        {
            open.Broken(mistake);
            throw;
        }
    }

    /// <summary>Waits no longer than the token lives, whatever the call makes of it.</summary>
    private static async Task<T> InTimeAsync<T>(Task<T> answer, CancellationToken token)
    {
        try
        {
            return await answer.WaitAsync(token);
        }
        catch (OperationCanceledException) when (!answer.IsCompleted)
        {
            _ = DropAsync(answer);
            throw;
        }
    }

    private static async Task DropAsync<T>(Task<T> answer)
    {
        try
        {
            var late = await answer;
            if (late is IAsyncDisposable closable) await closable.DisposeAsync();
            else (late as IDisposable)?.Dispose();
        }
        catch (Exception)
        {
            // Nobody waits for it any more; how it ended was said when it was given up.
        }
    }

    /// <summary>How long to wait before the only one left is asked once more; null when it is not worth it.</summary>
    private TimeSpan? Pause(DispatchRun run, ModelException failure)
    {
        if (FailureTable.For(failure.Failure).Remedy != Remedy.FallBackOrRetry || !run.MayTry) return null;
        var asked = failure.RetryAfter is { } wait && wait > TimeSpan.Zero ? wait : ShortestPause;
        var pause = asked + ShortestPause * (1 + _random.NextDouble());
        return run.CanWait(pause) ? pause : null;
    }
}
