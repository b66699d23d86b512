using System.ComponentModel.DataAnnotations;

namespace Stage5.Core.Tasks;

/// <summary>Section <c>Stage5:Worker</c>.</summary>
public sealed class WorkerOptions : IValidatableObject
{
    public const string Section = "Stage5:Worker";

    /// <summary>Turns one worker runs at once.</summary>
    [Range(1, 256)]
    public int Concurrency { get; set; } = 8;

    /// <summary>
    /// How long running turns may go on after the worker was told to stop; then they are handed back.
    /// </summary>
    public TimeSpan Drain { get; set; } = TimeSpan.FromSeconds(6);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Drain < TimeSpan.Zero || Drain > TimeSpan.FromMinutes(10))
            yield return new("Drain must be nothing to ten minutes.", [nameof(Drain)]);
    }
}
