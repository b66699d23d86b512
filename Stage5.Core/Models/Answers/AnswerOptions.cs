using System.ComponentModel.DataAnnotations;

namespace Stage5.Core.Models.Answers;

/// <summary>Section <c>Stage5:Answers</c>.</summary>
public sealed class AnswerOptions : IValidatableObject
{
    public const string Section = "Stage5:Answers";

    /// <summary>False: every call asks a model, and equal calls do not wait for one another.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>How long an answer is kept.</summary>
    public TimeSpan Lifetime { get; set; } = TimeSpan.FromHours(24);

    /// <summary>How long a dead process keeps others waiting at most. Renewed every third of it.</summary>
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How often whoever waits looks for itself, lest a lost message leaves it waiting.</summary>
    public TimeSpan Poll { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>UTF-16 code units of the longest answer kept.</summary>
    [Range(1, 10_000_000)]
    public int MaxAnswerLength { get; set; } = 200_000;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Lifetime < TimeSpan.FromSeconds(1) || Lifetime > TimeSpan.FromDays(30))
            yield return new("Lifetime must be a second to 30 days.", [nameof(Lifetime)]);
        if (Lease < TimeSpan.FromSeconds(1) || Lease > TimeSpan.FromMinutes(5))
            yield return new("Lease must be a second to five minutes.", [nameof(Lease)]);
        if (Poll < TimeSpan.FromMilliseconds(50) || Poll > TimeSpan.FromMinutes(1))
            yield return new("Poll must be 50 milliseconds to a minute.", [nameof(Poll)]);
    }
}
