using Stage5.Contracts;
using Stage5.Core.Models;
using Stage5.Core.Models.Routing;
using Stage5.Core.Recall;
using Stage5.Core.Tasks;

namespace Stage5.Core.Turns;

/// <summary>Sums up what a conversation remembers by the same road as a person's text: a task, guarded and paid.</summary>
internal sealed class TurnSummarizer(TaskStore tasks, TurnRunner turns, ModelRouter router) : ISummarizer
{
    /// <summary>The name that such tasks are made and counted under: no person can have it.</summary>
    private const string Self = "@stage5";

    public async Task<string?> SummarizeAsync(string tenant, string conversationId, string text, CancellationToken ct)
    {
        // Nobody is asked where nobody could answer: that is no task that failed.
        var plan = router.Plan(new RoutingContext(tenant, ModelCapabilities.Chat), new RouteNeeds());
        if (plan.Targets.Count == 0) return null;
        var task = new TaskRequest { Kind = TaskKinds.Summarize, Lane = Lanes.Batch, Text = text };
        await using var run = await tasks.StartInlineAsync(new TaskSpec(tenant, Self, Self, task, TraceParent: null), ct);
        return (await turns.RunAsync(run, ct)).Reply?.Text;
    }
}
