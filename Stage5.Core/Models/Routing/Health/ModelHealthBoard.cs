using System.Collections.Concurrent;

namespace Stage5.Core.Models.Routing.Health;

/// <summary>The health of every model this process has looked at.</summary>
public sealed class ModelHealthBoard(TimeProvider time)
{
    private readonly ConcurrentDictionary<(string Provider, string Model), ModelHealth> _models = new();
    private readonly TimeProvider _time = time;
    private readonly ConcurrentDictionary<string, ProviderLoad> _loads = new(StringComparer.Ordinal);

    public ModelHealth Of(ModelProvider provider, string model) =>
        _models.TryGetValue((provider.Id, model), out var health) ? health : _models.GetOrAdd(
            (provider.Id, model),
            static (key, state) => new ModelHealth(
                state.provider, key.Model, state.Board._loads.GetOrAdd(key.Provider, static _ => new ProviderLoad()),
                state.Board._time),
            (provider, Board: this));

    /// <summary>By provider and model.</summary>
    public IReadOnlyList<ModelMeasure> Read() => [.. _models
        .OrderBy(entry => entry.Key.Provider, StringComparer.Ordinal).ThenBy(entry => entry.Key.Model, StringComparer.Ordinal)
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
