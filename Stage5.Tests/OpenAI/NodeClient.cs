using System.Diagnostics;

namespace Stage5.Tests.OpenAI;

/// <summary>Runs a script of the folder <c>client</c>, whose packages the build restores.</summary>
internal static class NodeClient
{
    /// <returns>What it printed; a script that fails fails the test with what it said.</returns>
    public static async Task<string> RunAsync(
        string script, IReadOnlyDictionary<string, string> environment, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("node", [script])
        {
            WorkingDirectory = Repository.PathOf("Stage5.Tests", "OpenAI", "client"),
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        using var node = Process.Start(start)!;
        var (output, errors) = (node.StandardOutput.ReadToEndAsync(cancellationToken), node.StandardError.ReadToEndAsync(cancellationToken));
        try
        {
            await node.WaitForExitAsync(cancellationToken);
        }
        finally
        {
            if (!node.HasExited) node.Kill(entireProcessTree: true);
        }

        node.ExitCode.ShouldBe(0, await output + await errors);
        return await output;
    }
}
