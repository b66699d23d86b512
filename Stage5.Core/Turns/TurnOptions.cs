using System.ComponentModel.DataAnnotations;

namespace Stage5.Core.Turns;

/// <summary>Section <c>Stage5:Turns</c>.</summary>
public sealed class TurnOptions : IValidatableObject
{
    public const string Section = "Stage5:Turns";

    /// <summary>Time that a turn may take for each segment, while a person waits: inline and lane <c>live</c>.</summary>
    public TimeSpan LiveDeadline { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Time that a turn of lane <c>batch</c> may take for each segment.</summary>
    public TimeSpan BatchDeadline { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>Most parts of one turn (languages, segments) that are made at once.</summary>
    [Range(1, 64)]
    public int Parallel { get; set; } = 4;

    /// <summary>Most tokens of what a model is told of the conversation; 0 tells nothing.</summary>
    [Range(0, 100_000)]
    public int ContextTokens { get; set; } = 1_500;

    /// <summary>
    /// A text that nothing may change any more is said as it is made, in events <c>token_delta</c>, where its model can
    /// stream. Off unless asked for: every model server behind it must be able to stream and count tokens in a stream.
    /// </summary>
    public bool StreamText { get; set; }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (LiveDeadline <= TimeSpan.Zero || LiveDeadline > TimeSpan.FromMinutes(10))
            yield return new("LiveDeadline must be above zero and at most ten minutes.", [nameof(LiveDeadline)]);
        if (BatchDeadline <= TimeSpan.Zero || BatchDeadline > TimeSpan.FromHours(1))
            yield return new("BatchDeadline must be above zero and at most an hour.", [nameof(BatchDeadline)]);
    }
}
