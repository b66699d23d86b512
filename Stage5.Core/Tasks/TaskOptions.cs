using System.ComponentModel.DataAnnotations;

namespace Stage5.Core.Tasks;

/// <summary>Section <c>Stage5:Tasks</c>.</summary>
public sealed class TaskOptions : IValidatableObject
{
    /// <summary>How long a silent run keeps its task. Renewed every third of it.</summary>
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Runs a task gets before it is dead.</summary>
    [Range(1, 100)]
    public int MaxAttempts { get; set; } = 5;

    /// <summary>How long a finished task and its log are kept.</summary>
    public TimeSpan Retention { get; set; } = TimeSpan.FromDays(7);

    /// <summary>
    /// Events that a task's log keeps; what comes then pushes out pieces of text first, then the oldest. Holds for tasks
    /// made from then on.
    /// </summary>
    [Range(100, 100_000)]
    public int MostEvents { get; set; } = 5000;

    /// <summary>Longest wait before the second attempt; doubles with each further one.</summary>
    public TimeSpan BackoffBase { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Longest wait before any attempt.</summary>
    public TimeSpan BackoffCap { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How often an idle worker looks through all tenants for work whose hint was lost.</summary>
    public TimeSpan SweepInterval { get; set; } = TimeSpan.FromSeconds(10);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Lease < TimeSpan.FromSeconds(1) || Lease > TimeSpan.FromHours(1))
            yield return new("Lease must be a second to an hour.", [nameof(Lease)]);
        if (Retention < TimeSpan.FromMinutes(1))
            yield return new("Retention must be at least a minute.", [nameof(Retention)]);
        if (BackoffBase <= TimeSpan.Zero || BackoffCap < BackoffBase)
            yield return new("BackoffBase must be positive and at most BackoffCap.", [nameof(BackoffBase)]);
        if (SweepInterval <= TimeSpan.Zero)
            yield return new("SweepInterval must be positive.", [nameof(SweepInterval)]);
    }

    /// <summary>Exponential with full jitter: anything from nothing to the longest wait of this attempt.</summary>
    internal TimeSpan Backoff(int attempt, Random random) =>
        Storage.Backoff.Of(attempt, BackoffBase, BackoffCap, random);
}
