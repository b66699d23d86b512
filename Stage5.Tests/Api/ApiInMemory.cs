extern alias api;

using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.Logging;
using Stage5.Tests.Access;
using Stage5.Tests.Stores;

namespace Stage5.Tests.Api;

/// <summary>The API in this process, with a key and a store of its own, and one tenant.</summary>
public sealed class ApiInMemory : ApiOnAnyStore, IAsyncLifetime
{
    private StoreServer _store = null!;

    protected override string Store => $"127.0.0.1:{_store.Port}";

    public async ValueTask InitializeAsync() => _store = await StoreServer.StartAsync(StoreKind.Redis);

    public Task LoseStoreAsync() => _store.KillAsync();

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (_store is not null) await _store.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}

/// <summary>The API in this process, with a store that never answered.</summary>
public sealed class ApiWithoutStore : ApiOnAnyStore
{
    protected override string Store => "127.0.0.1:1,connectTimeout=100";
}

public abstract class ApiOnAnyStore : WebApplicationFactory<api::Program>
{
    private readonly SignedToken _tokens = new(TimeProvider.System);

    /// <summary>How it is connected to.</summary>
    protected abstract string Store { get; }

    /// <summary>A client with a token of that role; none when null.</summary>
    public HttpClient ClientOf(string? role)
    {
        var client = CreateClient();
        if (role is not null)
            client.DefaultRequestHeaders.Authorization = new("Bearer", _tokens.MakeFor("demo", "ana", role));
        return client;
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseEnvironment("Development");
        builder.ConfigureLogging(static logging => logging.ClearProviders());
        builder.UseSetting("ConnectionStrings:cache", Store);
        builder.UseSetting("Stage5:Access:DevelopmentPublicKey", Convert.ToBase64String(_tokens.PublicKey));
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _tokens.Dispose();
    }
}
