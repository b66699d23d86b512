using System.Diagnostics;

namespace Stage5.Tests.WholeSystem;

/// <summary>A host of this system in a process of its own, killed and started again at will.</summary>
internal sealed class MortalProcess : IAsyncDisposable
{
    private readonly ProcessStartInfo _start;
    private Process _process;

    /// <param name="host">Name of its project.</param>
    /// <param name="variables">All that it has of configuration.</param>
    public MortalProcess(string host, IEnumerable<(string Name, string Value)> variables)
    {
        var build = Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        _start = new ProcessStartInfo("dotnet", [Repository.PathOf("artifacts", "bin", host, build, $"{host}.dll")])
        {
            WorkingDirectory = Repository.PathOf(host),
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in variables)
            _start.Environment[name] = value;
        _process = Run();
    }

    public int Kills { get; private set; }

    public bool Ended => _process.HasExited;

    /// <summary>SIGKILL, then the same again.</summary>
    public async Task KillAsync()
    {
        await StopAsync();
        Kills++;
        _process = Run();
    }

    public async ValueTask DisposeAsync() => await StopAsync();

    private async Task StopAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
    }

    private Process Run()
    {
        var process = Process.Start(_start)!;
        process.OutputDataReceived += static (_, _) => { };
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }
}
