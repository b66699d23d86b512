using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Stage5.Core.Guards;
using Stage5.Core.Recall.Embeddings;
using Stage5.Core.Recall.Rooms;
using Stage5.Core.Recall.Vectors;

namespace Stage5.Core.Recall.Consolidation;

/// <summary>
/// Sees to it that a tenant's questions go to vectors of the wanted model: builds a generation beside the one that
/// serves, room by room, and then moves one pointer. The rooms that are left stand in the store: a kill loses
/// nothing.
/// </summary>
internal sealed partial class Generations(
    RoomStore store, IVectorStore vectors, Embedder embedder, RoomVectorizer vectorizer,
    IOptions<RecallOptions> options, ILogger<Generations> logger)
{
    // How long workers of an old and a new configuration may stand side by side without undoing each other's work.
    private static readonly TimeSpan Undisturbed = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan ProbeDeadline = TimeSpan.FromSeconds(10);

    // What a model's dimension is known to be; 0 when a room has proved that wrong.
    private readonly ConcurrentDictionary<(string Tenant, string Model), int> _dimensions = new();

    /// <summary>Builds what is to be built; returns the generations that new entries go to.</summary>
    /// <exception cref="EmbeddingException">There are no vectors now.</exception>
    /// <exception cref="VectorStoreException">They could not be placed.</exception>
    public async Task<IReadOnlyList<VectorGeneration>> RunAsync(string tenant, string owner, CancellationToken ct)
    {
        var pointer = await store.PointerAsync(tenant, ct);
        foreach (var old in pointer.Retired) await RetireAsync(tenant, old, ct);
        VectorGeneration[] serving = pointer.Active is { } active && embedder.Has(tenant, active.Model)
            ? [active]
            : [];
        if (embedder.Wanted(tenant).Model is not { } model) return serving;
        var wanted = new VectorGeneration(model, await DimensionAsync(tenant, model, pointer, ct));
        var reply = await BeginAsync(tenant, wanted, ct);
        if (reply[0] == "active") return [wanted];
        if (reply[0] == "held") return serving;
        foreach (var digest in reply.Skip(1))
            await BuildAsync(RecallRoom.OfDigest(tenant, digest), wanted, owner, ct);
        if (!await FlipAsync(tenant, wanted, ct))
            return [.. serving, wanted];
        LogFlipped(tenant, wanted.Model, wanted.Dimension);
        return [wanted];
    }

    /// <summary>The model answered with another dimension than it used to.</summary>
    public void Doubt(string tenant, string model) => _dimensions[(tenant, model)] = 0;

    private async Task<string[]> BeginAsync(string tenant, VectorGeneration wanted, CancellationToken ct) =>
        (string[])(await store.RunAsync(
            RecallScripts.Build, tenant, [wanted.ToString(), (long)Undisturbed.TotalMilliseconds], ct))!;

    private async Task BuildAsync(RecallRoom room, VectorGeneration wanted, string owner, CancellationToken ct)
    {
        var lease = await store.LeaseAsync(room, owner, options.Value.Lease, ct);
        // Gone, and off the list by that; or another works on it.
        if (lease.Epoch is not { Length: > 0 } epoch) return;
        try
        {
            var life = new RoomLife(room, epoch);
            if (await vectorizer.RunAsync(life, lease.Conversation, wanted, ct) == Vectorized.OtherDimension)
                Doubt(room.Tenant, wanted.Model);
        }
        finally
        {
            await store.ReleaseAsync(room, owner, CancellationToken.None);
        }
    }

    private async Task<bool> FlipAsync(string tenant, VectorGeneration wanted, CancellationToken ct)
    {
        if (await BeginAsync(tenant, wanted, ct) is not ["building"]) return false;
        await vectors.ActivateAsync(tenant, wanted, ct);
        return (long)await store.RunAsync(RecallScripts.Flip, tenant, [wanted.ToString()], ct) == 1;
    }

    private async Task RetireAsync(string tenant, VectorGeneration old, CancellationToken ct)
    {
        if ((long)await store.RunAsync(RecallScripts.Retire, tenant, [old.ToString()], ct) == 1)
            await vectors.RetireAsync(tenant, old, ct);
    }

    private async Task<int> DimensionAsync(string tenant, string model, IndexPointer pointer, CancellationToken ct)
    {
        var doubted = _dimensions.TryGetValue((tenant, model), out var known) && known == 0;
        if (known > 0) return known;
        // What is there already says it.
        var said = doubted ? null
            : new[] { pointer.Building, pointer.Active }.FirstOrDefault(one => one?.Model == model)?.Dimension;
        if (said is not { } dimension)
        {
            var probe = await embedder.EmbedAsync(
                new EmbeddingRequest(tenant, "recall", model, ["dimension"], TrafficClass.Batch)
                {
                    Deadline = ProbeDeadline,
                }, ct);
            dimension = probe.Dimension > 0 ? probe.Dimension
                : throw new EmbeddingException("policy does not let a word leave");
        }

        return _dimensions[(tenant, model)] = dimension;
    }

    [LoggerMessage(1070, LogLevel.Information,
        "Recall of tenant {Tenant} is served by vectors of {Model} ({Dimension}) from now on.")]
    private partial void LogFlipped(string tenant, string model, int dimension);
}
