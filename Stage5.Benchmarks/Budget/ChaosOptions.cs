using System.Globalization;

namespace Stage5.Benchmarks.Budget;

/// <param name="Store">Host and port of a store whose content may be lost.</param>
/// <param name="Callers">In all processes together.</param>
internal sealed record ChaosOptions(string Store, int Seconds, int Callers, int Seed)
{
    public const int Processes = 2;

    public static ChaosOptions Read(string[] args)
    {
        var given = args.Chunk(2).ToDictionary(pair => pair[0], pair => pair[^1], StringComparer.Ordinal);
        return new ChaosOptions(
            given.GetValueOrDefault("--store")
                ?? throw new ArgumentException("--store HOST:PORT is missing.", nameof(args)),
            Number("--seconds", 25), Number("--callers", 200), Number("--seed", 1));

        int Number(string name, int usual) =>
            given.TryGetValue(name, out var text) ? int.Parse(text, CultureInfo.InvariantCulture) : usual;
    }

    /// <summary>The same for one process.</summary>
    public string[] ForCaller(int seed) =>
    [
        "budget-caller", "--store", Store, "--callers", Text(Callers / Processes), "--seconds", Text(Seconds),
        "--seed", Text(seed),
    ];

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
