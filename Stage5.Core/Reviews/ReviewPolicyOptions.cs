using System.ComponentModel.DataAnnotations;

namespace Stage5.Core.Reviews;

/// <summary>
/// <c>Stage5:Reviews:Policy</c>: which turns a person looks at, besides those a guardrail or their author asks it for. Each
/// is a live setting too, which a tenant may have of its own.
/// </summary>
public sealed class ReviewPolicyOptions
{
    public const string Section = "Stage5:Reviews:Policy";

    /// <summary>Percent; below it a detected language is looked at. 0 asks for nothing.</summary>
    [Range(0, 100)]
    public int ConfidenceBelowPercent { get; set; }

    /// <summary>Micro-units of the budgets' currency; a turn that costs more is looked at. 0 asks for nothing.</summary>
    [Range(0, 1_000_000_000_000L)]
    public long CostAboveMicros { get; set; }

    /// <summary>Percent of all turns that are drawn.</summary>
    [Range(0, 100)]
    public int SamplePercent { get; set; }

    /// <summary>A text that has words the glossary does not want is looked at.</summary>
    public bool GlossaryConflict { get; set; }

    /// <summary>What a guardrail sent to review needs two different people.</summary>
    public bool SecondPerson { get; set; }

    /// <summary>
    /// Replies go out at once and are taken back when rejected; not those that a guardrail or their author sent to review.
    /// </summary>
    public bool DeliverFirst { get; set; }
}
