using System.ComponentModel.DataAnnotations;

namespace Stage5.Contracts;

/// <summary>How a turn is to be processed. Travels unchanged from the caller through the queue to the receipt.</summary>
/// <param name="Mode"><c>default</c> or <c>fast</c>; absent means <c>default</c>.</param>
/// <param name="Profile">Name of a processing profile; absent leaves the choice to the tenant's policy.</param>
/// <param name="Reason">Why the caller asks for it, for the audit. At most 200 characters.</param>
/// <param name="Model">A provider's id, or <c>stage5/default</c> (absent means that): the choice of policy.</param>
public sealed record Processing(
    [property: AllowedValues(null, ProcessingModes.Default, ProcessingModes.Fast,
        ErrorMessage = "processing.mode must be one of: default, fast.")]
    string? Mode = null,
    [property: RegularExpression("^[a-z0-9][a-z0-9-]{0,63}$",
        ErrorMessage = "processing.profile must be lower-case letters, digits and hyphens, at most 64.")]
    string? Profile = null,
    [property: StringLength(200, ErrorMessage = "processing.reason must be at most 200 characters.")]
    string? Reason = null,
    [property: RegularExpression("^[A-Za-z0-9][A-Za-z0-9_/-]{0,63}$",
        ErrorMessage = "processing.model must be a provider's id or stage5/default.")]
    string? Model = null);

/// <summary>The values of <see cref="Processing.Mode"/>.</summary>
public static class ProcessingModes
{
    public const string Default = "default";
    public const string Fast = "fast";
}
