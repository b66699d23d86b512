using System.Text.Json.Nodes;
using Stage5.Core.Audit;
using Stage5.Tests.Stores;

namespace Stage5.Tests.Audit;

/// <summary>Base of tests of the audit on a real store.</summary>
public abstract class AuditTests(StoreServers servers) : TaskTests(servers)
{
    private readonly List<AuditWorld> _worlds = [];

    private protected TaskNode Node { get; private set; } = null!;

    /// <summary>A process with a connection of its own; those of one test have one key.</summary>
    private protected async Task<AuditWorld> WorldAsync(StoreKind kind, string? path = null)
    {
        Node = await NodeAsync(kind);
        var world = new AuditWorld(Node.Store, Time, _worlds.FirstOrDefault()?.SigningKey, path);
        _worlds.Add(world);
        return world;
    }

    public override async ValueTask DisposeAsync()
    {
        foreach (var world in _worlds)
            world.Dispose();
        await base.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private protected static AuditEntry Entry(string resource, int i) => new(
        Tenant, new AuditActor("ana", "token", "t-1"), "thing.done", resource)
    {
        Details = new JsonObject { ["i"] = i },
    };

    private protected async Task WriteAsync(AuditWorld world, int count)
    {
        foreach (var some in Enumerable.Range(0, count).Chunk(50))
            await world.Log.AppendAsync([.. some.Select(i => Entry($"thing/{i}", i))], Ct);
    }
}
