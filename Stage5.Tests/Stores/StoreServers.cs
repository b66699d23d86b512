namespace Stage5.Tests.Stores;

/// <summary>The servers of one test class, each started when first asked for.</summary>
public sealed class StoreServers : IAsyncDisposable
{
    private readonly Dictionary<StoreKind, StoreServer> _servers = [];

    public async Task<StoreServer> GetAsync(StoreKind kind)
    {
        if (!_servers.TryGetValue(kind, out var server))
            _servers[kind] = server = await StoreServer.StartAsync(kind);
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers.Values)
            await server.DisposeAsync();
    }
}
