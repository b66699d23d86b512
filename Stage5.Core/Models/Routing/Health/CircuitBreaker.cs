using System.Runtime.InteropServices;
using Stage5.Contracts;

namespace Stage5.Core.Models.Routing.Health;

/// <summary>A call that was let through. What it tells of a time before the breaker opened is not held against now.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Passage(int Generation, bool Probe);

/// <summary>
/// Closed, then open after failures or because the provider asked to be left alone, then half open: one call is let
/// through to see. Its owner guards it against concurrent use.
/// </summary>
/// <remarks>
/// Polly's breaker wraps one delegate and does not tell when it tries again; here a call lives on as a stream after
/// it was let through, and the time is shown.
/// </remarks>
internal sealed class CircuitBreaker
{
    public const int ConsecutiveFailures = 5;
    public const int CallsForRatio = 10;
    public const double FailureRatio = 0.5;

    public static readonly TimeSpan FirstBreak = TimeSpan.FromSeconds(5);
    public static readonly TimeSpan LongestBreak = TimeSpan.FromSeconds(60);
    public static readonly TimeSpan OperatorBreak = TimeSpan.FromSeconds(30);
    public static readonly TimeSpan LongestCooldown = TimeSpan.FromMinutes(10);

    private bool _tripped;
    private bool _probing;
    private int _generation;
    private int _consecutive;
    private int _calls;
    private int _reopened;

    /// <summary>When it half opens; meaningful while open.</summary>
    public TimeSpan OpenUntil { get; private set; }

    public BreakerState State(TimeSpan now) =>
        !_tripped ? BreakerState.Closed : now < OpenUntil ? BreakerState.Open : BreakerState.HalfOpen;

    /// <summary>True when a call may go now.</summary>
    public bool Lets(TimeSpan now) => State(now) switch
    {
        BreakerState.Closed => true,
        BreakerState.HalfOpen => !_probing,
        _ => false,
    };

    public Passage? Enter(TimeSpan now)
    {
        if (!Lets(now)) return null;
        _probing = _tripped;
        return new Passage(_generation, Probe: _tripped);
    }

    /// <summary>The first of the answer came; a probe has seen enough, but one more failure opens again.</summary>
    public void Answered(Passage passage)
    {
        if (passage.Probe && passage.Generation == _generation)
            (_tripped, _probing, _consecutive, _calls) = (false, false, ConsecutiveFailures - 1, 0);
    }

    public void Succeeded(Passage passage)
    {
        Answered(passage);
        if (passage.Generation != _generation) return;
        (_consecutive, _reopened) = (0, 0);
        _calls++;
    }

    /// <summary>It ended without telling anything.</summary>
    public void Left(Passage passage)
    {
        if (passage.Probe && passage.Generation == _generation) _probing = false;
    }

    /// <param name="errorRate">With this failure.</param>
    public void Failed(Passage passage, Blame blame, TimeSpan? retryAfter, double errorRate, TimeSpan now)
    {
        var cooldown = retryAfter is { } asked && asked > TimeSpan.Zero ? Least(asked, LongestCooldown) : TimeSpan.Zero;
        if (passage.Generation != _generation)
        {
            if (_tripped && now + cooldown > OpenUntil && cooldown > TimeSpan.Zero) OpenUntil = now + cooldown;
            return;
        }

        _consecutive++;
        _calls++;
        if (passage.Probe && _tripped) _reopened++;
        var broken = _tripped || _consecutive >= ConsecutiveFailures
            || (_calls >= CallsForRatio && errorRate >= FailureRatio);
        if (blame == Blame.OperatorMustAct) Open(Most(OperatorBreak, cooldown), now);
        else if (broken) Open(Most(Least(FirstBreak * Math.Pow(2, Math.Min(_reopened, 10)), LongestBreak), cooldown), now);
        else if (cooldown > TimeSpan.Zero) Open(cooldown, now);
    }

    private void Open(TimeSpan duration, TimeSpan now)
    {
        (_tripped, _probing, OpenUntil) = (true, false, now + duration);
        _generation++;
    }

    private static TimeSpan Least(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private static TimeSpan Most(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
