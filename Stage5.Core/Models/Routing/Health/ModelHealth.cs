using System.Globalization;
using Stage5.Contracts;

namespace Stage5.Core.Models.Routing.Health;

/// <summary>How one model of one provider does, as this process sees it.</summary>
public sealed class ModelHealth
{
    private readonly Lock _gate = new();
    private readonly ModelProvider _provider;
    private readonly string _model;
    private readonly string? _owner;
    private readonly ProviderLoad _load;
    private readonly TimeProvider _time;
    private readonly long _origin;
    private readonly CircuitBreaker _breaker = new();
    private readonly SlidingCounts _counts = new();
    private DecayingMean _latency;
    private DecayingMean _errors;
    private DecayingMean _characters;
    private DecayingMean _input;
    private DecayingMean _output;
    private int _inFlight;
    private ModelFailure? _lastFailure;
    private DateTimeOffset _lastFailureAt;

    internal ModelHealth(ModelProvider provider, string model, ProviderLoad load, TimeProvider time, string? owner = null)
    {
        (_provider, _model, _owner, _load, _time) = (provider, model, owner, load, time);
        _origin = time.GetTimestamp();
    }

    /// <summary>Why no call may go to it now; null when one may.</summary>
    public string? Obstacle
    {
        get
        {
            lock (_gate)
            {
                var now = Now;
                if (_breaker.State(now) == BreakerState.Open) return string.Create(CultureInfo.InvariantCulture,
                    $"breaker open until {RetryAt(now):yyyy-MM-ddTHH:mm:ssZ} after {_lastFailure}");
                if (!_breaker.Lets(now)) return $"breaker half open after {_lastFailure}: another call is trying it";
            }

            return _load.IsFull(_provider.ConcurrencyLimit)
                ? $"at its concurrency limit of {_provider.ConcurrencyLimit}"
                : null;
        }
    }

    /// <summary>True while it has all the calls it may have at once.</summary>
    public bool IsFull => _load.IsFull(_provider.ConcurrencyLimit);

    /// <summary>Mean time until the first token or the whole answer; null when not measured lately.</summary>
    public double? LatencyMs
    {
        get
        {
            lock (_gate) return _latency.Within(SlidingCounts.Window, Now);
        }
    }

    /// <summary>Share of calls that failed, the last ones first in weight; nearly 0 when not asked lately.</summary>
    public double Unreliability
    {
        get
        {
            lock (_gate) return _errors.Smoothed(Now);
        }
    }

    private TimeSpan Now => _time.GetElapsedTime(_origin);

    public ModelMeasure Read()
    {
        lock (_gate)
        {
            var now = Now;
            var state = _breaker.State(now);
            var (served, failed) = _counts.Read(now);
            return new ModelMeasure(
                _provider.Id, _model, state, state == BreakerState.Open ? RetryAt(now) : null,
                _latency.Within(SlidingCounts.Window, now), _errors.Within(SlidingCounts.Window, now), _inFlight,
                served, failed, _lastFailure?.ToString(), _lastFailure is null ? null : _lastFailureAt, _owner)
            {
                InputPerCharacter = PerCharacter(_input, now),
                OutputPerCharacter = PerCharacter(_output, now),
            };
        }
    }

    /// <summary>Takes a place; null, with the reason, when there is none.</summary>
    internal Passage? Enter(out string? obstacle)
    {
        if (_load.TryEnter(_provider.ConcurrencyLimit))
        {
            lock (_gate)
            {
                if (_breaker.Enter(Now) is { } passage)
                {
                    _inFlight++;
                    obstacle = null;
                    return passage;
                }
            }

            _load.Leave();
        }

        obstacle = Obstacle ?? "another call came first";
        return null;
    }

    internal void Answered(Passage passage, TimeSpan latency)
    {
        lock (_gate)
        {
            _breaker.Answered(passage);
            _latency.Add(latency.TotalMilliseconds, Now);
        }
    }

    internal void Succeeded(Passage passage)
    {
        lock (_gate)
        {
            var now = Now;
            _counts.Served(now);
            _errors.Add(0, now);
            _breaker.Succeeded(passage);
            Leave();
        }
    }

    internal void Failed(Passage passage, ModelException failure)
    {
        var blame = FailureTable.For(failure.Failure).Blame;
        lock (_gate)
        {
            if (blame == Blame.Caller)
            {
                // It was there to say no.
                _breaker.Succeeded(passage);
            }
            else
            {
                var now = Now;
                _counts.Failed(now);
                _errors.Add(1, now);
                (_lastFailure, _lastFailureAt) = (failure.Failure, _time.GetUtcNow());
                var rate = _errors.Within(SlidingCounts.Window, now) ?? 0;
                _breaker.Failed(passage, blame, failure.RetryAfter, rate, now);
            }

            Leave();
        }
    }

    /// <summary>What a translation of so many characters took, as its provider counted.</summary>
    internal void Counted(int characters, TokenCount tokens)
    {
        lock (_gate)
        {
            var now = Now;
            _characters.Add(characters, now);
            _input.Add(tokens.Input, now);
            _output.Add(tokens.Output, now);
        }
    }

    internal void Left(Passage passage)
    {
        lock (_gate)
        {
            _breaker.Left(passage);
            Leave();
        }
    }

    private void Leave()
    {
        _inFlight--;
        _load.Leave();
    }

    // All the tokens by all the characters: a long text says more than a short one.
    private double? PerCharacter(DecayingMean tokens, TimeSpan now) =>
        tokens.Within(SlidingCounts.Window, now) / _characters.Within(SlidingCounts.Window, now);

    private DateTimeOffset RetryAt(TimeSpan now)
    {
        var at = _time.GetUtcNow() + (_breaker.OpenUntil - now);
        return new DateTimeOffset(at.Ticks - at.Ticks % TimeSpan.TicksPerMillisecond, TimeSpan.Zero);
    }
}
