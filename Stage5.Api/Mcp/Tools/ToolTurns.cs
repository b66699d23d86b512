using System.Globalization;
using System.Text;
using System.Text.Json;
using Stage5.Api.Endpoints;
using Stage5.Contracts;
using Stage5.Core.Turns;
using Stage5.ServiceDefaults;

namespace Stage5.Api.Mcp.Tools;

/// <summary>Runs a turn for a tool: the same door, guards, task record and ledger as the HTTP endpoints.</summary>
internal sealed class ToolTurns(TurnDoor door)
{
    /// <exception cref="ToolRefusal">The turn was refused, or came to nothing.</exception>
    public async Task<ToolAnswer> RunAsync(TaskRequest task, ToolCall call, CancellationToken cancellationToken)
    {
        // A client waits for a tool, and has no way to come back for its result.
        if (TurnSize.IsLong(task))
            throw new ToolRefusal(new TurnError(TurnErrorCodes.TextTooLong,
                string.Create(CultureInfo.InvariantCulture, $"A tool takes at most {Limits.InlineLength} characters."),
                "Send it in parts, or as a task to POST /api/tasks."));
        var decision = await door.DecideAsync(task, call.Identity, cancellationToken);
        if (decision.Refusal is { } refusal) throw new ToolRefusal(refusal);
        var (made, outcome) = await door.RunAsync(decision.Task, call.Identity, key: null, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        return outcome switch
        {
            { Reply: { } reply } => new ToolAnswer(
                TextOf(reply), JsonSerializer.SerializeToElement(reply, ContractsJson.Default.TurnResponse)),
            { State: TaskState.AwaitingReview } => throw new ToolRefusal(Problems.Create(
                StatusCodes.Status409Conflict, "review_required",
                $"A reviewer has to decide before the text goes out: task {made.TaskId}.",
                "Do not send it again; it goes out once it is approved.")),
            { Error: { } error } => throw new ToolRefusal(error),
            _ => throw new ToolRefusal(Problems.Create(StatusCodes.Status409Conflict, "task_cancelled",
                "The turn was cancelled before it was done.", "Send it again if you still need it.")),
        };
    }

    private static string TextOf(TurnResponse reply) => reply.Outcome switch
    {
        TurnResult.LanguageSelection => "The language of the text is not sure; nothing was translated. Ask, then send "
            + $"sourceLanguage as one of: {Candidates(reply)}.",
        TurnResult.GlossaryConflict => "Terms have several translations; nothing was translated. Ask, then send "
            + $"glossaryDecisions for: {Conflicts(reply)}.",
        _ when reply.Translations is { Count: > 1 } all => string.Join("\n\n", all.Select(one =>
            $"[{one.Language}] {one.Text ?? $"failed: {one.Error?.Message}"}")),
        _ => reply.Text ?? "",
    } + Delivered(reply);

    private static string Candidates(TurnResponse reply) => string.Join(", ",
        (reply.Detection?.Candidates ?? []).Select(one => string.Create(
            CultureInfo.InvariantCulture, $"{one.Language} ({one.Confidence:0.00})")));

    private static string Conflicts(TurnResponse reply)
    {
        var text = new StringBuilder();
        foreach (var conflict in reply.Glossary?.Conflicts ?? [])
            text.Append(text.Length > 0 ? "; " : "").Append(conflict.Term).Append(" (").AppendJoin(", ",
                conflict.Choices.Select(choice => $"{choice.Choice}: {choice.Text}")).Append(')');
        return text.ToString();
    }

    private static string Delivered(TurnResponse reply) =>
        reply.Deliveries is { Count: > 0 } deliveries ? $"\n\nHanded over for delivery: {deliveries.Count}." : "";
}
