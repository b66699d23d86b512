namespace Stage5.Core.Turns;

/// <summary>Section <c>Stage5:Turns</c>.</summary>
public sealed class TurnOptions
{
    public const string Section = "Stage5:Turns";

    /// <summary>Time a turn may take while a person waits: inline and lane <c>live</c>.</summary>
    public TimeSpan LiveDeadline { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Time a turn of lane <c>batch</c> may take.</summary>
    public TimeSpan BatchDeadline { get; set; } = TimeSpan.FromMinutes(2);
}
