using System.Runtime.InteropServices;

namespace Stage5.Core.Models.Routing.Health;

/// <summary>A mean in which what is older weighs less: half after each half-life.</summary>
[StructLayout(LayoutKind.Auto)]
internal struct DecayingMean
{
    private static readonly TimeSpan HalfLife = TimeSpan.FromSeconds(30);

    private double _sum;
    private double _weight;
    private TimeSpan _last;

    /// <summary>Null before the first value, and when the last one is older than that.</summary>
    public readonly double? Within(TimeSpan age, TimeSpan now) =>
        _weight > 0 && now - _last <= age ? _sum / _weight : null;

    /// <summary>The mean with one zero more: nearly nothing is held against who was not asked for long.</summary>
    public readonly double Smoothed(TimeSpan now)
    {
        var left = Left(now);
        return _sum * left / (_weight * left + 1);
    }

    public void Add(double value, TimeSpan now)
    {
        var left = Left(now);
        (_sum, _weight, _last) = (_sum * left + value, _weight * left + 1, now);
    }

    private readonly double Left(TimeSpan now) => Math.Pow(2, -(now - _last) / HalfLife);
}
