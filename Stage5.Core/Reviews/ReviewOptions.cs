using System.ComponentModel.DataAnnotations;
using Stage5.Contracts;

namespace Stage5.Core.Reviews;

/// <summary>Section <c>Stage5:Reviews</c>.</summary>
public sealed class ReviewOptions : IValidatableObject
{
    public const string Section = "Stage5:Reviews";

    /// <summary>How long a silent reviewer keeps a review from the others.</summary>
    public TimeSpan Lease { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long a decided or closed review is kept, with all there was to decide by.</summary>
    public TimeSpan Retention { get; set; } = TimeSpan.FromDays(90);

    /// <summary>When a review of priority urgent is due.</summary>
    public TimeSpan Urgent { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>When a review of priority high is due.</summary>
    public TimeSpan High { get; set; } = TimeSpan.FromHours(1);

    /// <summary>When a review of priority normal is due.</summary>
    public TimeSpan Normal { get; set; } = TimeSpan.FromHours(8);

    /// <summary>When a review of priority low is due.</summary>
    public TimeSpan Low { get; set; } = TimeSpan.FromHours(24);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Lease < TimeSpan.FromSeconds(10) || Lease > TimeSpan.FromHours(8))
            yield return new("Lease must be ten seconds to eight hours.", [nameof(Lease)]);
        if (Retention < TimeSpan.FromHours(1) || Retention > TimeSpan.FromDays(3_650))
            yield return new("Retention must be an hour to ten years.", [nameof(Retention)]);
        if (Urgent < TimeSpan.FromSeconds(1) || High < Urgent || Normal < High || Low < Normal)
            yield return new("Urgent must be positive, and High, Normal and Low each no less than the one before.", [nameof(Urgent)]);
    }

    /// <summary>How long after its opening a review of this priority is due.</summary>
    public TimeSpan DueIn(ReviewPriority priority) => priority switch
    {
        ReviewPriority.Urgent => Urgent,
        ReviewPriority.High => High,
        ReviewPriority.Normal => Normal,
        _ => Low,
    };
}
