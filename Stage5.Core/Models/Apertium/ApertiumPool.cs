using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Stage5.Core.Models.Apertium;

/// <param name="Limit">Longest wait for one answer of the engine.</param>
/// <param name="Pipelines">Pipelines a mode may keep, each up to about 115 MB.</param>
/// <param name="Waiting">Callers that may wait for one; a further one is told to come back.</param>
/// <param name="Idle">After which an unused pipeline is stopped.</param>
internal sealed record ApertiumLimits(TimeSpan Limit, int Pipelines, int Waiting, TimeSpan Idle);

/// <summary>The pipelines of one mode: started when needed, at most so many, replaced when broken.</summary>
internal sealed partial class ApertiumPool(
    string provider, ApertiumMode mode, ApertiumLimits limits, TimeProvider time, ILogger logger) : IDisposable
{
    private readonly SemaphoreSlim _slots = new(limits.Pipelines);
    private readonly ConcurrentStack<(ApertiumPipeline Pipeline, long Since)> _idle = new();
    private volatile bool _disposed;
    private int _inside;

    public IEnumerable<int> IdleProcessIds => _idle.Select(entry => entry.Pipeline.ProcessId);

    public async Task<string[]> RunAsync(IReadOnlyList<string> requests, CancellationToken cancellationToken)
    {
        try
        {
            if (Interlocked.Increment(ref _inside) > limits.Pipelines + limits.Waiting)
                throw new ModelException(provider, ModelFailure.Transient,
                    $"{limits.Waiting} callers already wait for {mode.Name}.", TimeSpan.FromSeconds(1));
            await _slots.WaitAsync(cancellationToken);
            try
            {
                return await RunOnOneAsync(requests, cancellationToken);
            }
            finally
            {
                _slots.Release();
            }
        }
        finally
        {
            Interlocked.Decrement(ref _inside);
        }
    }

    /// <summary>Stops the pipelines that nobody used for the idle time.</summary>
    public void Sweep()
    {
        var keep = new List<(ApertiumPipeline Pipeline, long Since)>();
        while (_idle.TryPop(out var entry))
        {
            if (time.GetElapsedTime(entry.Since) < limits.Idle) keep.Add(entry);
            else entry.Pipeline.Dispose();
        }

        keep.Reverse();
        foreach (var entry in keep) Shelve(entry);
    }

    public void Dispose()
    {
        _disposed = true;
        while (_idle.TryPop(out var entry)) entry.Pipeline.Dispose();
    }

    private async Task<string[]> RunOnOneAsync(IReadOnlyList<string> requests, CancellationToken cancellationToken)
    {
        // A pipeline may have died while it was idle; that is no caller's failure, so a fresh one is tried.
        while (_idle.TryPop(out var entry))
        {
            try
            {
                return await RunAsync(entry.Pipeline, requests, cancellationToken);
            }
            catch (IOException exception)
            {
                LogBroken(logger, mode.Name, exception);
            }
        }

        try
        {
            return await RunAsync(new ApertiumPipeline(mode, time), requests, cancellationToken);
        }
        catch (IOException exception)
        {
            LogBroken(logger, mode.Name, exception);
            throw new ModelException(
                provider, ModelFailure.Transient, $"the engine's {mode.Name} ended.", inner: exception);
        }
    }

    private async Task<string[]> RunAsync(
        ApertiumPipeline pipeline, IReadOnlyList<string> requests, CancellationToken cancellationToken)
    {
        var whole = false;
        try
        {
            var answers = await pipeline.RunAsync(requests, limits.Limit, cancellationToken);
            whole = true;
            return answers;
        }
        catch (TimeoutException exception)
        {
            LogTooSlow(logger, mode.Name, limits.Limit.TotalSeconds);
            throw new ModelException(provider, ModelFailure.Transient,
                $"the engine's {mode.Name} did not answer within {limits.Limit.TotalSeconds:0.###} s.",
                inner: exception);
        }
        finally
        {
            // Whatever went wrong, cancellation too, leaves answers in the pipes that belong to no later caller.
            if (whole) Shelve((pipeline, time.GetTimestamp()));
            else pipeline.Dispose();
        }
    }

    private void Shelve((ApertiumPipeline Pipeline, long Since) entry)
    {
        _idle.Push(entry);
        if (_disposed) Dispose();
    }
}
