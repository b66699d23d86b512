using System.ComponentModel.DataAnnotations;
using System.Text.Json;

namespace Stage5.Contracts;

/// <summary>The tenant's settings that act without a start.</summary>
/// <param name="Version">Rises with each change; the <c>ETag</c> of the document. 0: nothing was ever set.</param>
public sealed record SettingsView(long Version, IReadOnlyList<SettingView> Settings);

/// <summary>One setting.</summary>
/// <param name="Name">For instance <c>limits.requestsPerMinute</c>.</param>
/// <param name="Group">For instance <c>limits</c>.</param>
/// <param name="Kind"><c>whole</c> or <c>flag</c>.</param>
/// <param name="Unit">For instance <c>requests a minute</c>; null for a flag.</param>
/// <param name="Value">What is in effect: a number or a boolean.</param>
/// <param name="Source"><c>live</c>, <c>configuration</c> or <c>default</c>.</param>
/// <param name="Fallback">What holds where nothing is set here.</param>
/// <param name="FallbackSource"><c>configuration</c> or <c>default</c>.</param>
/// <param name="Minimum">Null for a flag.</param>
/// <param name="Maximum">Null for a flag.</param>
/// <param name="Description">What it does.</param>
public sealed record SettingView(
    string Name,
    string Group,
    string Kind,
    string? Unit,
    JsonElement Value,
    string Source,
    JsonElement Fallback,
    string FallbackSource,
    long? Minimum,
    long? Maximum,
    string Description);

/// <summary>New settings; replaces all that was set here. Send <c>If-Match</c> with the version.</summary>
public sealed record SettingsUpdate
{
    /// <summary>By name; what is left out falls back to configuration.</summary>
    [Required]
    public IReadOnlyDictionary<string, JsonElement>? Values { get; init; }

    /// <summary>Why; it stands in the history and in the audit.</summary>
    [Required, StringLength(500, MinimumLength = 3, ErrorMessage = "reason must be 3 to 500 characters.")]
    public string Reason { get; init; } = "";
}

/// <summary>Takes the settings back to what they were in a version; makes a new one.</summary>
public sealed record SettingsRollback
{
    /// <summary>0 is: nothing set.</summary>
    [Range(0, long.MaxValue, ErrorMessage = "version must be 0 or more.")]
    public long Version { get; init; }

    /// <inheritdoc cref="SettingsUpdate.Reason"/>
    [Required, StringLength(500, MinimumLength = 3, ErrorMessage = "reason must be 3 to 500 characters.")]
    public string Reason { get; init; } = "";
}

/// <summary>The versions there were, newest first.</summary>
/// <param name="Next">Send as <c>before</c> for older ones; null when there are none.</param>
public sealed record SettingsHistory(IReadOnlyList<SettingsVersion> Versions, long? Next);

/// <summary>One change of the settings.</summary>
/// <param name="At">By the store's clock.</param>
/// <param name="User">Who did it.</param>
/// <param name="Credential">With which kind of credential: <c>session</c>, <c>key</c>, <c>token</c>.</param>
/// <param name="RolledBackTo">The version whose settings it brought back; null for none.</param>
/// <param name="Changes">Against the version before.</param>
public sealed record SettingsVersion(
    long Version,
    DateTimeOffset At,
    string User,
    string Credential,
    string Reason,
    long? RolledBackTo,
    IReadOnlyList<SettingChange> Changes);

/// <summary>One setting that changed; null where nothing was, or is, set.</summary>
public sealed record SettingChange(string Name, JsonElement? Before, JsonElement? After);
