using System.Globalization;

namespace Stage5.Benchmarks.Events;

/// <param name="Store">Host and port of a store whose content may be lost.</param>
/// <param name="Api">The API's assembly.</param>
/// <param name="Viewers">Open streams at once.</param>
/// <param name="Tasks">Tasks that they share evenly.</param>
/// <param name="Events">Events of each task, one a second.</param>
/// <param name="Stalled">So many further viewers open a stream and never read it.</param>
internal sealed record ViewersOptions(string Store, string Api, int Viewers, int Tasks, int Events, int Stalled)
{
    public const string Tenant = "bench";
    public const string User = "ana";

    public static ViewersOptions Read(string[] args)
    {
        var given = args.Chunk(2).ToDictionary(pair => pair[0], pair => pair[^1], StringComparer.Ordinal);
        return new ViewersOptions(
            given.GetValueOrDefault("--store")
                ?? throw new ArgumentException("--store HOST:PORT is missing.", nameof(args)),
            given.GetValueOrDefault("--api", BesideThis()),
            Number("--viewers", 5000), Number("--tasks", 50), Number("--events", 20), Number("--stalled", 0));

        int Number(string name, int usual) =>
            given.TryGetValue(name, out var text) ? int.Parse(text, CultureInfo.InvariantCulture) : usual;
    }

    // artifacts/bin/{project}/{configuration}/
    private static string BesideThis()
    {
        var own = Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory);
        return Path.GetFullPath(Path.Combine(own, "..", "..", "Stage5.Api", Path.GetFileName(own), "Stage5.Api.dll"));
    }
}
