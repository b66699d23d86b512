using System.Globalization;
using System.Text.Json;
using Stage5.Contracts;

namespace Stage5.Core.Settings;

/// <summary>
/// A setting that acts without a start. A room registers one for each of its own as a service, and asks
/// <see cref="LiveSettings"/> for it where it acts.
/// </summary>
/// <param name="Name"><c>group.name</c>.</param>
/// <param name="Unit">Null for a flag.</param>
/// <param name="Minimum">Null for a flag; 0 and 1 are its values inside.</param>
/// <param name="Maximum">Null for a flag.</param>
/// <param name="Description">What it does, in a sentence.</param>
/// <param name="Fallback">What configuration and defaults say for a tenant; a flag as 0 or 1.</param>
/// <param name="Keys">Keys of the configuration that <paramref name="Fallback"/> may come from, for a tenant.</param>
public sealed record SettingDefinition(
    string Name,
    string? Unit,
    long? Minimum,
    long? Maximum,
    string Description,
    Func<IServiceProvider, string, long> Fallback,
    Func<string, IReadOnlyList<string>> Keys)
{
    /// <summary>The least a tenant may set, where that is not <see cref="Minimum"/>; null where it is.</summary>
    public Func<IServiceProvider, string, long>? Least { get; init; }

    /// <summary>What stands before the dot.</summary>
    public string Group => Name[..Name.IndexOf('.', StringComparison.Ordinal)];

    public bool IsFlag => Unit is null;

    /// <summary>A setting that is on or off.</summary>
    public static SettingDefinition Flag(
        string name, string description, Func<IServiceProvider, string, bool> fallback, params string[] keys) =>
        new(name, null, null, null, description, (services, tenant) => fallback(services, tenant) ? 1 : 0, _ => keys);

    /// <summary>As the wire has it.</summary>
    public JsonElement ToJson(long value) => IsFlag
        ? JsonSerializer.SerializeToElement(value != 0, ContractsJson.Default.Boolean)
        : JsonSerializer.SerializeToElement(value, ContractsJson.Default.Int64);

    /// <summary>Reads a value of the wire; says what is wrong where it is none.</summary>
    public bool TryRead(JsonElement json, out long value, out string error)
    {
        (value, error) = (0, "");
        if (IsFlag)
        {
            value = json.ValueKind == JsonValueKind.True ? 1 : 0;
            error = json.ValueKind is JsonValueKind.True or JsonValueKind.False ? "" : $"{Name} must be true or false.";
        }
        else if (json.ValueKind != JsonValueKind.Number || !json.TryGetInt64(out value)
            || value < Minimum || value > Maximum)
        {
            error = string.Create(
                CultureInfo.InvariantCulture, $"{Name} must be a whole number from {Minimum} to {Maximum}.");
        }

        return error.Length == 0;
    }
}
