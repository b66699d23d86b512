using System.Diagnostics;

namespace Stage5.Tests.Secrets;

/// <summary>Prometheus's own test of rules; the test is skipped where it is not installed.</summary>
internal static class Promtool
{
    /// <param name="test">A file of <c>promtool test rules</c>.</param>
    public static async Task TestAsync(string test)
    {
        var promtool = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Select(folder => Path.Combine(folder, "promtool")).FirstOrDefault(File.Exists);
        Assert.SkipWhen(promtool is null, "promtool (Debian: prometheus) is not on PATH.");
        var directory = Directory.CreateTempSubdirectory("stage5-rules-");
        var file = Path.Combine(directory.FullName, "test.yml");
        await File.WriteAllTextAsync(file, test, TestContext.Current.CancellationToken);
        using var process = Process.Start(new ProcessStartInfo(promtool!, ["test", "rules", file])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var printed = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        process.ExitCode.ShouldBe(0, await printed + await errors);
        directory.Delete(recursive: true);
    }
}
