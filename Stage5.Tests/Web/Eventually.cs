using System.Diagnostics;

namespace Stage5.Tests.Web;

/// <summary>Waits for a condition that another thread makes true.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    public static async Task BeAsync(Func<bool> condition, string otherwise, CancellationToken ct)
    {
        var started = Stopwatch.GetTimestamp();
        using var pulse = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        while (!condition())
        {
            Stopwatch.GetElapsedTime(started).ShouldBeLessThan(Limit, otherwise);
            await pulse.WaitForNextTickAsync(ct);
        }
    }
}
