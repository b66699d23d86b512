namespace Stage5.Core.Models.Routing;

/// <summary>An answer, and how it was come by.</summary>
/// <param name="Tries">Every call made, the last one the one that answered.</param>
/// <param name="Call">
/// Open until it is told how the answer ended; a stream's caller tells it when the stream has ended.
/// </param>
public sealed record Dispatched<T>(T Value, RouteTarget Served, IReadOnlyList<ModelTry> Tries, OpenCall Call)
{
    /// <summary>Every provider, and why it did not answer; null for the one that did.</summary>
    public required IReadOnlyList<ModelCandidate> Candidates { get; init; }
}

/// <summary>Nobody answered. <see cref="Exception.InnerException"/> is the failure that decided.</summary>
public sealed class DispatchException(ModelException? last, IReadOnlyList<ModelTry> tries, IReadOnlyList<ModelCandidate> candidates)
    : Exception(last?.Message ?? "No provider may be called.", last)
{
    /// <summary>The failure that decided; null when nobody could be called at all.</summary>
    public ModelException? Last { get; } = last;

    public IReadOnlyList<ModelTry> Tries { get; } = tries;

    /// <summary>Every provider and why it did not answer.</summary>
    public IReadOnlyList<ModelCandidate> Candidates { get; } = candidates;
}
