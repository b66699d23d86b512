using Stage5.Contracts;
using Stage5.Core.Guards;

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
    /// <summary>Whom the turn is counted against.</summary>
    public GuardSubject Subject => new(Tenant, User, Key, Task.ConversationId);

    public TrafficClass Class => Task.Lane == Lanes.Batch ? TrafficClass.Batch : TrafficClass.Live;

    public Processing Processing => Task.Processing ?? DefaultProcessing;

    private static readonly Processing DefaultProcessing = new();
}
