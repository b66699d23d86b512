namespace Stage5.Core.Models.Answers;

/// <summary>How one process's look for an answer ended.</summary>
/// <param name="Answer">Null: whoever looked gave up, and the next one may.</param>
/// <param name="Asked">A model was asked meanwhile, here or elsewhere.</param>
internal readonly record struct FlightEnd(CachedAnswer? Answer, bool Asked);

/// <summary>
/// One process's look for an answer. One caller goes to the store, and leads if it may; those who come meanwhile
/// share what comes of it.
/// </summary>
internal sealed class AnswerFlight(string tenant, AnswerKey key, Action<AnswerFlight> ended)
{
    private readonly TaskCompletionSource<FlightEnd> _end = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Tenant => tenant;

    public AnswerKey Key => key;

    public Task<FlightEnd> Ended => _end.Task;

    /// <summary>Counts once.</summary>
    public void End(CachedAnswer? answer, bool asked)
    {
        // Removed first: whoever is woken by it finds the way free.
        if (!_end.Task.IsCompleted) ended(this);
        _end.TrySetResult(new FlightEnd(answer, asked));
    }
}
