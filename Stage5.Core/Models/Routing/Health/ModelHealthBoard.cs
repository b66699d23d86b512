using System.Collections.Concurrent;

namespace Stage5.Core.Models.Routing.Health;

/// <summary>
/// The health of every model this process has looked at; apart for each tenant that calls it with a secret of its own,
/// whose refused key or used-up quota is nobody else's.
/// </summary>
public sealed class ModelHealthBoard(TimeProvider time)
{
    private readonly ConcurrentDictionary<(string Provider, string Model, string? Owner), ModelHealth> _models = new();
    private readonly TimeProvider _time = time;
    private readonly ConcurrentDictionary<string, ProviderLoad> _loads = new(StringComparer.Ordinal);

    /// <param name="owner">The tenant whose own secret is used; null for the shared one.</param>
    public ModelHealth Of(ModelProvider provider, string model, string? owner = null) =>
        _models.TryGetValue((provider.Id, model, owner), out var health) ? health : _models.GetOrAdd(
            (provider.Id, model, owner),
            static (key, state) => new ModelHealth(
                state.provider, key.Model, state.Board._loads.GetOrAdd(key.Provider, static _ => new ProviderLoad()),
                state.Board._time, key.Owner),
            (provider, Board: this));

    /// <summary>By provider, model and owner, the shared ones first.</summary>
    public IReadOnlyList<ModelMeasure> Read() => [.. _models
        .OrderBy(entry => entry.Key.Provider, StringComparer.Ordinal)
        .ThenBy(entry => entry.Key.Model, StringComparer.Ordinal)
        .ThenBy(entry => entry.Key.Owner, StringComparer.Ordinal)
        .Select(entry => entry.Value.Read())];
}

/// <summary>Calls in flight to one provider, all its models together.</summary>
internal sealed class ProviderLoad
{
    private int _inFlight;

    public bool IsFull(int? limit) => Volatile.Read(ref _inFlight) >= limit;

    public bool TryEnter(int? limit)
    {
        if (!(Interlocked.Increment(ref _inFlight) > limit)) return true;
        Leave();
        return false;
    }

    public void Leave() => Interlocked.Decrement(ref _inFlight);
}
