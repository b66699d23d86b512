namespace Stage5.Core.Models.Answers;

/// <summary>
/// The answer, or the lead: its holder asks a model, stores what it says and disposes of the ticket at once. Until
/// then everybody else who asks the same waits, so it must not be held over another look for the same answer.
/// </summary>
public sealed class AnswerTicket : IAsyncDisposable
{
    private readonly AnswerLead? _lead;

    internal AnswerTicket(CachedAnswer? hit, bool waited, AnswerLead? lead = null) =>
        (Hit, Waited, _lead) = (hit, waited, lead);

    /// <summary>Null: the holder leads.</summary>
    public CachedAnswer? Hit { get; }

    /// <summary>Another's call of the model was waited for.</summary>
    public bool Waited { get; }

    /// <summary>
    /// Gives the answer to all who wait, and keeps it. Never fails for a store that is away: the answer is then
    /// given to this process's callers only. Does nothing for a hit.
    /// </summary>
    public Task StoreAsync(CachedAnswer answer, CancellationToken ct = default) =>
        _lead?.StoreAsync(answer, ct) ?? Task.CompletedTask;

    /// <summary>Without an answer stored, the next one who waits leads.</summary>
    public ValueTask DisposeAsync() => _lead?.DisposeAsync() ?? ValueTask.CompletedTask;
}
