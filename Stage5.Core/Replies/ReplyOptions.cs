using System.ComponentModel.DataAnnotations;

namespace Stage5.Core.Replies;

/// <summary>Section <c>Stage5:Replies</c>.</summary>
public sealed class ReplyOptions : IValidatableObject
{
    public const string Section = "Stage5:Replies";

    /// <summary>Deliveries one worker does at once.</summary>
    [Range(1, 256)]
    public int Concurrency { get; set; } = 8;

    /// <summary>Attempts a delivery gets before it is given up.</summary>
    [Range(1, 100)]
    public int MaxAttempts { get; set; } = 8;

    /// <summary>Longest wait before the second attempt; doubles with each further one.</summary>
    public TimeSpan BackoffBase { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Longest wait before any attempt.</summary>
    public TimeSpan BackoffCap { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long one attempt may take; less than the lease.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a deliverer that went silent keeps its conversation.</summary>
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a delivery is shown after it ended.</summary>
    public TimeSpan Retention { get; set; } = TimeSpan.FromDays(7);

    /// <summary>How often a worker looks through all tenants for what is due.</summary>
    public TimeSpan SweepInterval { get; set; } = TimeSpan.FromSeconds(1);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Lease < TimeSpan.FromSeconds(1) || Lease > TimeSpan.FromHours(1))
            yield return new("Lease must be a second to an hour.", [nameof(Lease)]);
        if (Timeout <= TimeSpan.Zero || Timeout >= Lease)
            yield return new("Timeout must be positive and less than Lease.", [nameof(Timeout)]);
        if (BackoffBase <= TimeSpan.Zero || BackoffCap < BackoffBase)
            yield return new("BackoffBase must be positive and at most BackoffCap.", [nameof(BackoffBase)]);
        if (Retention < TimeSpan.FromMinutes(1))
            yield return new("Retention must be at least a minute.", [nameof(Retention)]);
        if (SweepInterval <= TimeSpan.Zero)
            yield return new("SweepInterval must be positive.", [nameof(SweepInterval)]);
    }
}
