namespace Stage5.Core.Models.Routing;

/// <summary>What a dispatch asks and tells its turn.</summary>
public interface IDispatchObserver
{
    /// <summary>Asked before each call: may this target be called, its worst case covered?</summary>
    /// <returns>Null to go; otherwise why it is passed over.</returns>
    ValueTask<string?> BeforeTryAsync(RouteTarget target, CancellationToken cancellationToken);

    /// <summary>Told after each call that failed; <paramref name="next"/> is the target tried next, if any.</summary>
    ValueTask AfterFailureAsync(ModelTry failed, RouteTarget? next, CancellationToken cancellationToken);
}

/// <summary>An answer, and how it was come by.</summary>
/// <param name="Tries">Every call made, the last one the one that answered.</param>
/// <param name="Call">
/// Open until it is told how the answer ended; a stream's caller tells it when the stream has ended.
/// </param>
public sealed record Dispatched<T>(T Value, RouteTarget Served, IReadOnlyList<ModelTry> Tries, OpenCall Call);

/// <summary>A call in flight: counted in the provider's health until it has ended.</summary>
public sealed class OpenCall : IDisposable
{
    /// <summary>The whole answer arrived.</summary>
    public void Succeeded() => throw new NotSupportedException();

    /// <summary>It broke off after it had begun.</summary>
    public void Failed(ModelException failure) => throw new NotSupportedException();

    /// <summary>Ends it without a verdict (the caller left).</summary>
    public void Dispose() => throw new NotSupportedException();
}

/// <summary>Calls the targets of a plan in order until one answers, as the table in docs/routing.md says.</summary>
public sealed class ModelDispatcher
{
    /// <param name="call">One call to one provider; throws <see cref="ModelException"/> when it fails.</param>
    /// <exception cref="DispatchException">Nobody answered.</exception>
    public Task<Dispatched<T>> RunAsync<T>(
        RoutePlan plan,
        Func<RouteTarget, CancellationToken, Task<T>> call,
        IDispatchObserver observer,
        CancellationToken cancellationToken) => throw new NotSupportedException();
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
