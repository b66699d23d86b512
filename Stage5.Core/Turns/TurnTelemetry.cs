using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Stage5.Core.Turns;

/// <summary>The one place where a stage and a turn are timed.</summary>
internal static class TurnTelemetry
{
    public const string Name = "Stage5.Turns";

    public static readonly ActivitySource Source = new(Name);

    private static readonly Meter Meter = new(Name);

    private static readonly Histogram<double> StageDuration = Meter.CreateHistogram<double>(
        "stage5.turn.stage.duration", "s", "Time in one stage of the pipeline.");

    private static readonly Histogram<double> TurnDuration = Meter.CreateHistogram<double>(
        "stage5.turn.duration", "s", "Time of a whole turn, from Admit to Deliver.");

    public static void RecordStage(string stage, string status, TimeSpan elapsed) =>
        StageDuration.Record(elapsed.TotalSeconds, new("stage", stage), new("status", status));

    public static void RecordTurn(TurnRequest request, TurnOutcome outcome, TimeSpan elapsed) =>
        TurnDuration.Record(elapsed.TotalSeconds,
            new("kind", request.Task.Kind),
            new("route", request.Inline ? "inline" : "queued"),
            new("outcome", outcome.WillRetry ? "retried" : outcome.State.ToString().ToLowerInvariant()),
            new("code", outcome.Error?.Code ?? ""));
}
