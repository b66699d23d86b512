using System.Diagnostics;

namespace Stage5.LocalAspire;

/// <summary>
/// A shell that outlives this process by a moment: it holds the list of the process groups that were started and
/// reads from a pipe that only this process writes to. However this process ends, SIGKILL too, the pipe closes,
/// and the shell ends what is still on the list.
/// </summary>
internal sealed class Watchdog : IDisposable
{
    /// <remarks>Not PR_SET_PDEATHSIG: that fires when the thread that started the child ends.</remarks>
    private const string Script = """
        trap '' HUP INT TERM
        exec >/dev/null 2>&1
        list=' '
        while read -r sign id; do
          case $sign in
            +) list=" $id$list" ;;
            -) list="${list%% $id *} ${list#* $id }" ;;
          esac
        done
        signal() { for id in $list; do kill -s "$1" -- "-$id" || kill -s "$1" "$id"; done; }
        lives() { for id in $list; do kill -s 0 -- "-$id" && return 0; done; return 1; }
        signal TERM
        rounds=0
        while lives && [ $rounds -lt 50 ]; do sleep 0.1; rounds=$((rounds + 1)); done
        signal KILL
        """;

    private readonly Process _shell;

    internal Watchdog()
    {
        var start = OwnSession("/bin/sh", "-c", Script);
        _shell = Process.Start(start)!;
    }

    internal void Add(int id) => Tell('+', id);

    internal void Remove(int id) => Tell('-', id);

    public void Dispose()
    {
        _shell.StandardInput.Dispose();
        _shell.Dispose();
    }

    /// <summary>Ctrl+C reaches the whole foreground group; what is started here ends in order instead.</summary>
    internal static ProcessStartInfo OwnSession(params string[] command)
    {
        if (Programs.OnPath("setsid") is { } setsid)
            command = [setsid, .. command];
        return new ProcessStartInfo(command[0], command[1..])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
        };
    }

    private void Tell(char sign, int id)
    {
        lock (_shell)
        {
            _shell.StandardInput.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{sign} {id}"));
            _shell.StandardInput.Flush();
        }
    }
}
