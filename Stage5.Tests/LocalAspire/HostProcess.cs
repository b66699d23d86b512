using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;

namespace Stage5.Tests.LocalAspire;

/// <summary>
/// The fixture's AppHost as a process of its own, in a session of its own, as a terminal would have it.
/// </summary>
internal sealed partial class HostProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("stage5-host-");

    internal HostProcess(params string[] options)
    {
        var dll = typeof(HostProcess).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(data => data.Key == new Projects.Stage5_Tests_Fixture().ProjectPath).Value!;
        // Whoever runs the tests in the background has had interrupts ignored, and children inherit that.
        string[] command = ["dotnet", "exec", dll, "host", $"--data={_data.FullName}", .. options];
        var start = new ProcessStartInfo("setsid", ["env", "--default-signal=INT", .. command])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) => Lines.Enqueue(line.Data ?? "");
        _process.ErrorDataReceived += (_, line) => Errors.Enqueue(line.Data ?? "");
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    internal ConcurrentQueue<string> Lines { get; } = new();

    internal ConcurrentQueue<string> Errors { get; } = new();

    internal int Id => _process.Id;

    internal IReadOnlyList<int> Children =>
        [.. Lines.Select(line => Started().Match(line)).Where(match => match.Success)
        .Select(match => int.Parse(match.Groups["id"].Value, CultureInfo.InvariantCulture))];

    internal Task WaitForTableAsync() => Await.TrueAsync(
        () => Children.Count == 4 && Lines.Any(line => line.Contains("Resource     State")),
        "the table of addresses");

    internal async Task<int> WaitForExitAsync()
    {
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken)
            .WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        return _process.ExitCode;
    }

    internal static async Task SignalAsync(string signal, string target)
    {
        using var kill = Process.Start("kill", ["-s", signal, "--", target]);
        await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        kill.ExitCode.ShouldBe(0);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill();
        foreach (var child in Children)
            await Await.GoneAsync(child);
        _process.Dispose();
        _data.Delete(recursive: true);
    }

    [GeneratedRegex(@"started as process (?<id>\d+):", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Started();
}
