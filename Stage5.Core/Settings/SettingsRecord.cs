using System.Text.Json;
using System.Text.Json.Serialization;

namespace Stage5.Core.Settings;

/// <summary>One version as the store keeps it.</summary>
/// <param name="Before">What was set until then.</param>
/// <param name="After">What is set from then on.</param>
/// <param name="RolledBackTo">The version that <paramref name="After"/> was taken from; null for none.</param>
public sealed record SettingsRecord(
    long Version,
    DateTimeOffset At,
    string User,
    string Credential,
    string Reason,
    long? RolledBackTo,
    IReadOnlyDictionary<string, JsonElement> Before,
    IReadOnlyDictionary<string, JsonElement> After);

/// <summary>The part of it that whoever changes the settings knows; the store adds version and time.</summary>
internal sealed record SettingsNote(
    string User,
    string Credential,
    string Reason,
    long? RolledBackTo,
    IReadOnlyDictionary<string, JsonElement> Before,
    IReadOnlyDictionary<string, JsonElement> After);

/// <summary>The document as it is now.</summary>
public sealed record SettingsDocument(long Version, IReadOnlyDictionary<string, JsonElement> Values);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(SettingsRecord))]
[JsonSerializable(typeof(SettingsNote))]
[JsonSerializable(typeof(IReadOnlyDictionary<string, JsonElement>))]
internal sealed partial class SettingsJson : JsonSerializerContext;
