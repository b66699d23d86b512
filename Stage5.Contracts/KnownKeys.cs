using System.Text.Json;

namespace Stage5.Contracts;

/// <summary>A key of the configuration that Stage5 knows.</summary>
/// <param name="Key">
/// Levels parted by colons; one in braces stands for any name: <c>Stage5:Limits:{tenant}:Concurrency</c>.
/// </param>
/// <param name="Kind">
/// <c>text</c>, <c>flag</c>, <c>whole</c>, <c>number</c>, <c>duration</c>, <c>choice</c>, <c>address</c> or
/// <c>list</c> (commas, or a child each).
/// </param>
/// <param name="Default">What holds where nothing is configured; null for nothing.</param>
/// <param name="Description">In a sentence.</param>
/// <param name="Example">A right value.</param>
public sealed record KnownKey(string Key, string Kind, string? Default, string Description, string Example)
{
    /// <summary>The value is never shown.</summary>
    public bool Secret { get; init; }

    /// <summary>Name of the live setting that goes before this key; null where a start is needed.</summary>
    public string? Live { get; init; }

    /// <summary>Whether that is this key, or an entry of its list.</summary>
    public bool Matches(string key)
    {
        string[] levels = Key.Split(':'), asked = key.Split(':');
        var entry = Kind == "list" && asked.Length == levels.Length + 1 && asked[^1].All(char.IsAsciiDigit);
        return (asked.Length == levels.Length || entry)
            && levels.Zip(asked).All(pair => pair.First is ['{', ..]
                || string.Equals(pair.First, pair.Second, StringComparison.OrdinalIgnoreCase));
    }
}

/// <summary>
/// Every key of every host, so that each can tell a mistyped one from another host's. <c>configuration.json</c> is
/// generated from the option types and compared by a test.
/// </summary>
public static class KnownKeys
{
    public static IReadOnlyList<KnownKey> All { get; } = Read();

    /// <summary>The key's entry; a literal one goes before one with a placeholder.</summary>
    /// <param name="key">As it is configured.</param>
    /// <param name="own">What a host declares itself; goes before the catalogue.</param>
    public static KnownKey? Find(string key, IEnumerable<KnownKey>? own = null) => (own ?? []).Concat(All)
        .Where(known => known.Matches(key))
        .MinBy(known => known.Key.Count(letter => letter == '{'));

    private static KnownKey[] Read()
    {
        using var stream = typeof(KnownKeys).Assembly.GetManifestResourceStream("configuration.json")
            ?? throw new InvalidOperationException("configuration.json is not embedded.");
        return JsonSerializer.Deserialize(stream, ContractsJson.Default.KnownKeyArray)!;
    }
}
