using System.Diagnostics;

namespace Stage5.Tests.Models;

/// <summary>The figures of docs/providers.md; the test run prints them.</summary>
public sealed class ApertiumSpeedTests(ITestOutputHelper output)
{
    [Fact]
    public async Task A_pipeline_kept_alive_is_many_times_faster_than_a_process_a_call()
    {
        await using var models = TestModels.Apertium();
        var first = await TimeAsync(1, i => models.TranslateAsync(Sentence(i), "en", "es"));
        var steady = await TimeAsync(500, i => models.TranslateAsync(Sentence(i), "en", "es"));
        var script = await TimeAsync(10, async i =>
        {
            using var process = Process.Start(new ProcessStartInfo("apertium", ["-u", "eng-spa"])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                UseShellExecute = false,
            })!;
            await process.StandardInput.WriteAsync(Sentence(i));
            process.StandardInput.Close();
            (await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken)).ShouldNotBeEmpty();
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        });
        output.WriteLine(
            $"first answer {first:0.0} ms; then {steady:0.00} ms a sentence; one process a call {script:0.0} ms");
        steady.ShouldBeLessThan(script / 5);
    }

    private static string Sentence(int i) => $"The meeting number {i} of the council is on Monday at five.";

    private static async Task<double> TimeAsync(int times, Func<int, Task> call)
    {
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < times; i++) await call(i);
        return watch.Elapsed.TotalMilliseconds / times;
    }
}
