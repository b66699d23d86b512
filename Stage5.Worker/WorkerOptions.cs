namespace Stage5.Worker;

/// <summary>Section <c>Stage5:Worker</c>.</summary>
internal sealed class WorkerOptions
{
    public const string Section = "Stage5:Worker";

    /// <summary>Turns one worker runs at once.</summary>
    public int Concurrency { get; set; } = 8;

    /// <summary>
    /// How long running turns may go on after the worker was told to stop; then they are handed back.
    /// </summary>
    public TimeSpan Drain { get; set; } = TimeSpan.FromSeconds(6);
}
