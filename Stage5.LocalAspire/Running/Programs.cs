using System.Runtime.InteropServices;

namespace Stage5.LocalAspire;

/// <summary>Where the programs are that get started.</summary>
internal static class Programs
{
    /// <summary>The dotnet that runs this process, whatever it was started as.</summary>
    internal static string DotNet { get; } = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH")
        ?? Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "../../../dotnet"));

    internal static string? OnPath(string name) => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Select(folder => Path.Combine(folder, name))
        .FirstOrDefault(File.Exists);
}

/// <param name="File">Full path of the program.</param>
/// <param name="Input">Written to the program's standard input, which is then closed.</param>
internal sealed record Launch(
    string File, IReadOnlyList<string> Arguments, string WorkingDirectory,
    IReadOnlyDictionary<string, object> Environment, string Input = "");
