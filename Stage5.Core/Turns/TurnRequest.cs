using Stage5.Contracts;

namespace Stage5.Core.Turns;

/// <summary>One message in. The same whether it came inline or through the queue.</summary>
/// <param name="RunId">This attempt; a retried turn keeps its task id and gets a new run id.</param>
/// <param name="Attempt">1 for the first.</param>
/// <param name="Key">Id of the token or session the caller came with.</param>
/// <param name="Inline">True when the caller waits for the reply in the same request.</param>
public sealed record TurnRequest(
    string TaskId, string RunId, int Attempt, bool Inline, string Tenant, string User, string Key,
    TaskRequest Task)
{
    public Processing Processing => Task.Processing ?? DefaultProcessing;

    private static readonly Processing DefaultProcessing = new();
}
