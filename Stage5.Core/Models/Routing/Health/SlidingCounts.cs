namespace Stage5.Core.Models.Routing.Health;

/// <summary>Answered and failed calls of the last <see cref="Window"/>, to ten seconds.</summary>
internal sealed class SlidingCounts
{
    public static readonly TimeSpan Window = TimeSpan.FromSeconds(300);

    private static readonly TimeSpan Step = TimeSpan.FromSeconds(10);

    private readonly (long Served, long Failed)[] _steps = new (long, long)[(int)(Window / Step)];
    private long _current;

    public void Served(TimeSpan now) => _steps[Move(now)].Served++;

    public void Failed(TimeSpan now) => _steps[Move(now)].Failed++;

    public (long Served, long Failed) Read(TimeSpan now)
    {
        Move(now);
        var (served, failed) = (0L, 0L);
        foreach (var step in _steps) (served, failed) = (served + step.Served, failed + step.Failed);
        return (served, failed);
    }

    private int Move(TimeSpan now)
    {
        var step = now.Ticks / Step.Ticks;
        for (var i = Math.Max(_current + 1, step - _steps.Length + 1); i <= step; i++) _steps[i % _steps.Length] = default;
        _current = Math.Max(_current, step);
        return (int)(_current % _steps.Length);
    }
}
