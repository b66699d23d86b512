using System.Text.Json;

namespace Stage5.Contracts;

/// <summary>
/// The configuration that is in effect in the process that answers, less what belongs to another tenant than the caller's.
/// </summary>
/// <param name="Environment">For instance <c>Production</c>: there a key that nobody knows stops the start.</param>
/// <param name="Unknown">Keys under <c>Stage5</c> that nobody knows.</param>
public sealed record ConfigView(
    string Environment, IReadOnlyList<ConfigEntry> Entries, IReadOnlyList<string> Unknown);

/// <summary>One key and what it is now.</summary>
/// <param name="Key">One with a placeholder stands for all that are not configured.</param>
/// <param name="Kind">As in <see cref="KnownKey"/>.</param>
/// <param name="Value">Null where there is none; <c>***</c> for a secret that is set.</param>
/// <param name="Source">
/// <c>default</c>, <c>file appsettings.json</c>, <c>environment variable Stage5__…</c>, <c>command line</c>,
/// <c>user secrets</c>, <c>Key Vault</c>, <c>live</c> or the name of another source.
/// </param>
/// <param name="Live">Name of the live setting that goes before this key; null where a start is needed.</param>
public sealed record ConfigEntry(
    string Key,
    string Kind,
    string? Value,
    string? Default,
    string Source,
    string Description,
    string Example,
    bool Secret,
    string? Live);

/// <summary>A configuration to try: at most 1,000 keys of 256 characters with the levels above them.</summary>
public sealed record ConfigTrial
{
    /// <summary>As a settings file has it; laid over the configuration that is in effect.</summary>
    public JsonElement Document { get; init; }
}

/// <summary>What would come of it. Nothing was changed.</summary>
/// <param name="Valid">
/// Nothing in it would stop a start in this environment, and every key is known. What a vault or the store would say is
/// not part of it.
/// </param>
/// <param name="Errors">
/// What is wrong, less what is another tenant's and not in the document: then <paramref name="Valid"/> is false and there
/// may be none.
/// </param>
/// <param name="Changes">What would be another value than now, and every secret in the document.</param>
public sealed record ConfigTrialView(
    bool Valid, IReadOnlyList<ConfigFault> Errors, IReadOnlyList<ConfigChange> Changes);

/// <summary>What is wrong with one key. A secret's value is never said.</summary>
/// <param name="Example">A right value; null where none is known.</param>
public sealed record ConfigFault(string Key, string What, string Source, string? Example);

/// <summary>A key that would change; null for none, <c>***</c> for a secret's.</summary>
public sealed record ConfigChange(string Key, string? Before, string? After);
