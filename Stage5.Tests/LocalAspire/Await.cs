using System.Globalization;

namespace Stage5.Tests.LocalAspire;

internal static class Await
{
    /// <summary>Asks until it is so; the test fails when that takes longer than twenty seconds.</summary>
    internal static async Task TrueAsync(Func<bool> condition, string what)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(20));
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (!condition())
        {
            if (limit.IsCancellationRequested)
                Assert.Fail($"Not within 20 seconds: {what}");
            await timer.WaitForNextTickAsync(CancellationToken.None);
        }
    }

    internal static Task GoneAsync(int processId) =>
        TrueAsync(() => !IsAlive(processId), $"process {processId} is gone");

    /// <summary>A zombie has ended; only nobody has asked for its exit code yet.</summary>
    internal static bool IsAlive(int processId)
    {
        try
        {
            var stat = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{processId}/stat"));
            return stat[stat.LastIndexOf(')') + 2] is not ('Z' or 'X');
        }
        catch (IOException)
        {
            return false; // No such process.
        }
    }
}
