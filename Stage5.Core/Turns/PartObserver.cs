using System.Text.Json.Nodes;
using Stage5.Contracts;
using Stage5.Core.Guards;
using Stage5.Core.Models.Routing;

namespace Stage5.Core.Turns;

/// <summary>What the dispatch of one part asks and tells its turn: the money of each call, and who is asked.</summary>
internal sealed class PartObserver(Turn turn, TurnPart part, TokenDeltas? deltas = null) : IDispatchObserver
{
    private RouteTarget? _failed;
    private string? _reason;

    /// <summary>Why the budget let one not be asked; the last time it did.</summary>
    public GuardDenial? Denial { get; private set; }

    public async ValueTask<string?> BeforeTryAsync(RouteTarget target, CancellationToken cancellationToken)
    {
        // Stage Reserve held what the first call may cost; any further one comes on top of what was spent.
        var isHeld = part.Account!.Tries.Count == 0 && target.WorstCaseMicros <= part.Account.Pledged;
        if (!isHeld && await turn.Account.CoverAsync(turn.Hold!, part.Account, target, cancellationToken) is { } denial)
        {
            Denial = denial;
            return denial.Message;
        }

        if (_failed is null) await SelectedAsync(target, cancellationToken);
        else if (_failed.Provider != target.Provider || deltas is { Spoke: true })
            await turn.EmitAsync(TaskEventTypes.ModelFallback, Fallback(_failed, target), cancellationToken);
        // Last, so that what is told but never asked is not paid.
        part.Account.Begin(target);
        return null;
    }

    public ValueTask AfterFailureAsync(ModelTry failed, RouteTarget? next, CancellationToken cancellationToken)
    {
        (_failed, _reason) = (part.Account!.Calling, failed.Message);
        part.Account.Failed(failed);
        return ValueTask.CompletedTask;
    }

    // Of a long text the first part says who is asked; the others say so only where it is somebody else.
    private Task SelectedAsync(RouteTarget target, CancellationToken cancellationToken) =>
        part.Number > 1 ? Task.CompletedTask : turn.EmitAsync(TaskEventTypes.ModelSelected, Selected(target), cancellationToken);

    private JsonObject Selected(RouteTarget target) => new()
    {
        ["language"] = part.Target.Language?.Value,
        ["provider"] = target.Provider.Id,
        ["model"] = target.Model,
        ["passed_over"] = new JsonArray([.. part.Plan!.Candidates
            .Where(candidate => !candidate.Usable)
            .Select(candidate => (JsonNode)new JsonObject
            {
                ["provider"] = candidate.Provider,
                ["reason"] = candidate.Reason,
            })]),
    };

    private JsonObject Fallback(RouteTarget from, RouteTarget to) => new()
    {
        ["language"] = part.Target.Language?.Value,
        ["segment"] = part.Number,
        ["from"] = from.Provider.Id,
        ["to"] = to.Provider.Id,
        ["model"] = to.Model,
        ["reason"] = _reason,
    };
}
