namespace Stage5.Core.Turns;

/// <summary>Section <c>Stage5:Turns</c>.</summary>
public sealed class TurnOptions
{
    public const string Section = "Stage5:Turns";

    /// <summary>Time that a turn may take for each segment, while a person waits: inline and lane <c>live</c>.</summary>
    public TimeSpan LiveDeadline { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Time that a turn of lane <c>batch</c> may take for each segment.</summary>
    public TimeSpan BatchDeadline { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>Most parts of one turn (languages, segments) that are made at once.</summary>
    public int Parallel { get; set; } = 4;

    /// <summary>Most tokens of what a model is told of the conversation; 0 tells nothing.</summary>
    public int ContextTokens { get; set; } = 1_500;
}
