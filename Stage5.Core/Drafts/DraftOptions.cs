using System.ComponentModel.DataAnnotations;

namespace Stage5.Core.Drafts;

/// <summary>Section <c>Stage5:Drafts</c>.</summary>
public sealed class DraftOptions : IValidatableObject
{
    public const string Section = "Stage5:Drafts";

    /// <summary>How long a draft is kept and tried.</summary>
    public TimeSpan Kept { get; set; } = TimeSpan.FromDays(7);

    /// <summary>How long one that was not done in time can still be seen, as failed.</summary>
    public TimeSpan Shown { get; set; } = TimeSpan.FromDays(1);

    /// <summary>Drafts a person may have, finished ones included.</summary>
    [Range(1, 1000)]
    public int MostOfOne { get; set; } = 100;

    /// <summary>How long a silent worker keeps a draft from the others.</summary>
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How often a draft's task is looked at.</summary>
    public TimeSpan Follow { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Least wait before another attempt; about doubles with each.</summary>
    public TimeSpan BackoffBase { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Longest wait before another attempt.</summary>
    public TimeSpan BackoffCap { get; set; } = TimeSpan.FromMinutes(30);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Kept < TimeSpan.FromMinutes(1) || Kept > TimeSpan.FromDays(90))
            yield return new("Kept must be a minute to 90 days.", [nameof(Kept)]);
        if (Shown < TimeSpan.Zero || Shown > TimeSpan.FromDays(90))
            yield return new("Shown must be 0 to 90 days.", [nameof(Shown)]);
        if (Lease < TimeSpan.FromSeconds(1) || Lease > TimeSpan.FromHours(1))
            yield return new("Lease must be a second to an hour.", [nameof(Lease)]);
        if (Follow <= TimeSpan.Zero)
            yield return new("Follow must be positive.", [nameof(Follow)]);
        if (BackoffBase <= TimeSpan.Zero || BackoffCap < BackoffBase * 2)
            yield return new(
                "BackoffBase must be positive and at most half of BackoffCap.", [nameof(BackoffBase)]);
    }
}
