using System.Globalization;

namespace Stage5.Core.Guards;

/// <summary>Micro-units; null is no limit.</summary>
internal sealed record Limit(long? Hard, long? Soft)
{
    public bool IsNone => Hard is null && Soft is null;

    /// <summary>One scope's limits, hour to month, as scripts read them; null where nothing is said.</summary>
    public static string Pack(IEnumerable<Limit?> windows)
    {
        var entries = windows
            .Select(limit => limit is null ? "" : $"{Text(limit.Hard)}/{Text(limit.Soft)}").ToArray();
        return entries.All(entry => entry.Length == 0) ? "" : string.Join(';', entries);
    }

    public static Limit?[] Unpack(string packed) => [.. packed.Split(';').Select(entry =>
    {
        var parts = entry.Split('/');
        return parts.Length == 2 ? new Limit(Number(parts[0]), Number(parts[1])) : null;
    })];

    private static string Text(long? micros) => micros?.ToString(CultureInfo.InvariantCulture) ?? "-";

    private static long? Number(string text) =>
        text == "-" ? null : long.Parse(text, CultureInfo.InvariantCulture);
}
