using System.Diagnostics.Metrics;

namespace Stage5.Core.Models.Answers;

internal static class AnswerMetrics
{
    public const string Name = "Stage5.Answers";

    private static readonly Meter Meter = new(Name);

    private static readonly Counter<long> Lookups = Meter.CreateCounter<long>(
        "stage5.answer.lookups",
        description: "Answers looked for: hit (kept), waited (another's call gave it), miss (a model is asked).");

    public static void LookedUp(AnswerTicket ticket) => Lookups.Add(1, new KeyValuePair<string, object?>(
        "result", ticket switch { { Hit: null } => "miss", { Waited: true } => "waited", _ => "hit" }));
}
