using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Stage5.LocalAspire;

/// <summary>One process of a resource, in a session and process group of its own.</summary>
internal sealed class ResourceProcess : IDisposable
{
    private const int Terminate = 15;
    private const int KillNow = 9;
    private static readonly TimeSpan OutputAfterExit = TimeSpan.FromSeconds(1);

    /// <summary>The same four as in Aspire; everything else is inherited, as there.</summary>
    private static readonly string[] KeptToTheAppHost =
        ["ASPNETCORE_URLS", "ASPNETCORE_ENVIRONMENT", "DOTNET_ENVIRONMENT", "DOTNET_LAUNCH_PROFILE"];

    private readonly Process _process;
    private readonly TaskCompletionSource _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ResourceProcess(Process process) => _process = process;

    internal int Id { get; private set; }

    /// <summary>
    /// Starts a shell that waits for a line on its input and then becomes the program, keeping its process id.
    /// The line is sent when the watchdog knows the id: there is no moment in which the program could be orphaned.
    /// </summary>
    internal static ResourceProcess Start(Launch launch, Watchdog watchdog, ILogger output)
    {
        var start = Watchdog.OwnSession(
            ["/bin/sh", "-c", "read -r _ && exec \"$@\"", "sh", launch.File, .. launch.Arguments]);
        start.WorkingDirectory = launch.WorkingDirectory;
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        foreach (var name in KeptToTheAppHost)
            start.Environment.Remove(name);
        foreach (var (name, value) in launch.Environment)
            start.Environment[name] = value.ToString();

        var process = new Process { StartInfo = start, EnableRaisingEvents = true };
        var resource = new ResourceProcess(process);
        process.Exited += (_, _) => resource._exited.TrySetResult();
        process.OutputDataReceived += (_, line) => Forward(line.Data);
        process.ErrorDataReceived += (_, line) => Forward(line.Data);
        process.Start();
        resource.Id = process.Id;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        watchdog.Add(process.Id);
        process.StandardInput.Write('\n' + launch.Input);
        process.StandardInput.Dispose();
        return resource;

        void Forward(string? line)
        {
            if (line is not null)
                output.Line(line);
        }
    }

    /// <summary>Waits for the end of the process and ends whatever is left of its group.</summary>
    /// <returns>The exit code; 128 and the signal's number where a signal ended it.</returns>
    internal async Task<int> WaitForExitAsync(TimeProvider time)
    {
        await _exited.Task;
        _ = Kill(-Id, KillNow);
        try
        {
            await _process.WaitForExitAsync().WaitAsync(OutputAfterExit, time);
        }
        catch (TimeoutException)
        {
            // A child of the process holds its output open; that does not keep the process alive.
        }

        _drained.TrySetResult();
        return _process.ExitCode;
    }

    /// <summary>
    /// SIGTERM, and SIGKILL after the grace. The signals' results do not matter: the exit is awaited, and with it the
    /// last lines, by whoever waits in <see cref="WaitForExitAsync"/>.
    /// </summary>
    internal async Task StopAsync(TimeSpan grace, TimeProvider time)
    {
        if (_exited.Task.IsCompleted)
            return;
        _ = Kill(Id, Terminate);
        try
        {
            await _exited.Task.WaitAsync(grace, time);
        }
        catch (TimeoutException)
        {
            _ = Kill(Id, KillNow);
            await _exited.Task;
        }

        await _drained.Task;
    }

    public void Dispose() => _process.Dispose();

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int id, int signal);
}
