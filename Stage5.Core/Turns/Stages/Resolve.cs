using Stage5.Contracts;
using Stage5.Core.Models;
using Stage5.Core.Models.Routing;

namespace Stage5.Core.Turns.Stages;

/// <summary>2 · Mode and profile asked for → what this turn may use; the conversation it belongs to.</summary>
public sealed class Resolve(TurnRoom room) : ITurnStage
{
    public int Number => 2;

    public string Name => "resolve";

    public async Task RunAsync(Turn turn, CancellationToken cancellationToken)
    {
        var processing = turn.Request.Processing;
        Check(processing);
        turn.Profile = new ResolvedProfile(ProcessingModes.Default, Profile: null,
            new RoutingContext(turn.Request.Tenant, OperationOf(turn.Request.Task.Kind), processing.Model)
            {
                Deadline = turn.Deadline,
            });
        var (request, task) = (turn.Request, turn.Request.Task);
        if (task.ConversationId is not { } id) return;
        // Asked at the door too; a queued turn runs later, and who was a member then may not be one now.
        turn.Conversation = await room.EnterAsync(request.Tenant, request.User, id, cancellationToken);
        if (task.Kind != TaskKinds.Summarize || !string.IsNullOrWhiteSpace(turn.Text)) return;
        turn.Text = await room.TranscriptAsync(request.Tenant, request.User, id, cancellationToken);
        if (string.IsNullOrWhiteSpace(turn.Text))
            throw new TurnException(new TurnError(TurnErrorCodes.TextRequired,
                "Nothing was said in the conversation.", "Send text, or the id of another conversation."));
    }

    // Each part of the turn is routed by what it needs itself; this is what most of them need.
    private static string OperationOf(string kind) =>
        kind is TaskKinds.Translate or TaskKinds.Reply ? ModelCapabilities.Translate : ModelCapabilities.Chat;

    /// <summary>Asked at the door too, so that what will be refused is never queued.</summary>
    /// <exception cref="TurnException">The mode or profile is not available: never silently replaced.</exception>
    public static void Check(Processing processing)
    {
        var mode = processing.Mode ?? ProcessingModes.Default;
        if (mode != ProcessingModes.Default)
            throw Unavailable($"The mode \"{mode}\" is not available.", "Send processing.mode \"default\" or leave it out.");
        if (processing.Profile is { } profile)
            throw Unavailable($"There is no profile \"{profile}\".", "Leave processing.profile out.");
    }

    private static TurnException Unavailable(string message, string next) =>
        new(new TurnError(TurnErrorCodes.ProfileUnavailable, message, next));
}
