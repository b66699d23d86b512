using System.Text.Json.Nodes;
using Stage5.Contracts;

namespace Stage5.Core.Turns.Stages;

/// <summary>
/// 5 · What is known already: terms of the glossary, context of the conversation, answers given before. From it come
/// the parts of each language that a model is to make.
/// </summary>
public sealed class Recall(TurnContexts contexts, TermFinder terms, TurnOrders orders, TurnAnswers answers) : ITurnStage
{
    public int Number => 5;

    public string Name => "recall";

    public async Task RunAsync(Turn turn, CancellationToken cancellationToken)
    {
        turn.Context = await contexts.FindAsync(turn, cancellationToken);
        if (turn.Context is { Receipt: { } found })
            await turn.EmitAsync(TaskEventTypes.ContextRetrieved, new JsonObject
            {
                ["method"] = found.Method,
                ["passages"] = found.Passages,
                ["tokens"] = found.Tokens,
                ["reason"] = found.Reason,
            }, cancellationToken);
        await terms.FindAsync(turn, cancellationToken);
        if (turn.Question is not null) return;
        orders.Write(turn);
        await answers.FindAsync(turn, cancellationToken);
    }
}
