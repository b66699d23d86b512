using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Stage5.Core.Models.Routing.Health;

namespace Stage5.Core.Models.Routing;

/// <summary>A call in flight: counted in the provider's health until it has ended. The first word counts.</summary>
public sealed class OpenCall : IDisposable
{
    private readonly ModelTelemetry _telemetry;
    private readonly ModelHealth _health;
    private readonly Passage _passage;
    private readonly TryFacts _facts;
    private readonly TimeProvider _time;
    private readonly CancellationToken _caller;
    private readonly Activity? _activity;
    private readonly CancellationTokenSource _stop;
    private readonly CancellationTokenRegistration _leaves;
    private readonly long _started;
    private int _ended;

    internal OpenCall(
        ModelTelemetry telemetry, ModelHealth health, Passage passage, TryFacts facts, TimeSpan? limit,
        TimeProvider time, CancellationToken caller)
    {
        Limit = limit;
        (_telemetry, _health, _passage, _facts, _time, _caller) = (telemetry, health, passage, facts, time, caller);
        _activity = ModelTelemetry.Start(facts.Operation, facts.Target, facts.Number);
        _started = time.GetTimestamp();
        _stop = new CancellationTokenSource(limit ?? Timeout.InfiniteTimeSpan, time);
        Token = _stop.Token;
        _leaves = caller.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), _stop);
    }

    /// <summary>What the call was given: ends with the caller's, and with the time the policy allows.</summary>
    public CancellationToken Token { get; }

    /// <summary>True when it was the policy's time that ended it, not the caller.</summary>
    public bool TimedOut => Token.IsCancellationRequested && !_caller.IsCancellationRequested;

    /// <summary>How long it may take to answer; null where the provider's client knows.</summary>
    internal TimeSpan? Limit { get; }

    internal TimeSpan Elapsed => _time.GetElapsedTime(_started);

    /// <summary>The whole answer arrived.</summary>
    public void Succeeded()
    {
        if (!End()) return;
        _health.Succeeded(_passage);
        Close("served", LogLevel.Information, message: null);
    }

    /// <summary>What the translation that it made took, for what others may expect.</summary>
    public void Counted(int characters, TokenCount tokens) => _health.Counted(characters, tokens);

    /// <summary>It broke off after it had begun.</summary>
    public void Failed(ModelException failure)
    {
        if (!End()) return;
        _health.Failed(_passage, failure);
        Close(failure.Failure.ToString().ToLowerInvariant(), FailureTable.For(failure.Failure).Blame switch
        {
            Blame.OperatorMustAct => LogLevel.Error,
            Blame.Provider => LogLevel.Warning,
            _ => LogLevel.Information,
        }, failure.Message);
    }

    /// <summary>Ends it without a verdict (the caller left).</summary>
    public void Dispose()
    {
        if (!End()) return;
        _health.Left(_passage);
        Close("cancelled", LogLevel.Information, "Its caller did not wait for the end.");
    }

    /// <summary>The answer has begun; from here on only the turn's time is left.</summary>
    internal TimeSpan Answered(TimeSpan? left)
    {
        var elapsed = Elapsed;
        _health.Answered(_passage, elapsed);
        _stop.CancelAfter(left is not { } rest ? Timeout.InfiniteTimeSpan : rest > TimeSpan.Zero ? rest : TimeSpan.Zero);
        return elapsed;
    }

    /// <summary>Ends it for a mistake that is nobody's but ours.</summary>
    internal void Broken(Exception exception)
    {
        if (!End()) return;
        _health.Left(_passage);
        Close("error", LogLevel.Error, exception.GetType().Name);
    }

    private bool End() => Interlocked.Exchange(ref _ended, 1) == 0;

    private void Close(string outcome, LogLevel level, string? message)
    {
        _leaves.Dispose();
        _stop.Dispose();
        _telemetry.Ended(_activity, _facts, outcome, level, message, Elapsed);
    }
}
