namespace Stage5.Core.Models.Apertium;

/// <summary>What is installed, and what of it cannot be used and why.</summary>
internal sealed record ApertiumInstallation(
    IReadOnlyList<ApertiumMode> Modes, IReadOnlyDictionary<string, string> Skipped)
{
    public const string DefaultModesDirectory = "/usr/share/apertium/modes";

    /// <summary>
    /// Scans the modes of a directory. A pair that several modes serve goes to the plainest name: the shortest,
    /// then the first in order.
    /// </summary>
    public static ApertiumInstallation Discover(string modesDirectory, string searchPath)
    {
        var modes = new Dictionary<LanguagePair, ApertiumMode>();
        var skipped = new SortedDictionary<string, string>(StringComparer.Ordinal);
        if (!Directory.Exists(modesDirectory)) return new ApertiumInstallation([], skipped);

        var folders = searchPath.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        var names = Directory.EnumerateFiles(modesDirectory, "*.mode")
            .Select(Path.GetFileNameWithoutExtension).OfType<string>()
            .OrderBy(name => name.Length).ThenBy(name => name, StringComparer.Ordinal);
        foreach (var name in names)
        {
            var (mode, error) = Read(name, Path.Combine(modesDirectory, name + ".mode"), folders);
            if (mode is null) skipped[name] = error!;
            else if (!modes.TryAdd(mode.Pair, mode)) skipped[name] = $"{modes[mode.Pair].Name} serves {mode.Pair}";
        }

        return new ApertiumInstallation(
            [.. modes.Values.OrderBy(mode => mode.Name, StringComparer.Ordinal)], skipped);
    }

    private static (ApertiumMode? Mode, string? Error) Read(string name, string file, string[] folders)
    {
        if (ApertiumMode.PairOf(name) is not { } pair) return (null, "has no name in BCP 47");
        var (commands, error) = ApertiumMode.Read(File.ReadAllText(file));
        if (commands is null) return (null, error);
        foreach (var command in commands)
        {
            if (!folders.Any(folder => File.Exists(Path.Combine(folder, command[0]))))
                return (null, $"needs {command[0]}, which is not on PATH");
            var missing = command.Skip(1).FirstOrDefault(word => word.StartsWith('/') && !File.Exists(word));
            if (missing is not null) return (null, $"needs {missing}, which is not there");
        }

        return (new ApertiumMode(name, pair, commands), null);
    }
}
