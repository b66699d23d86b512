extern alias api;

using System.Net.Http.Headers;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Stage5.Core.Language.Glossaries;
using Stage5.Tests.Access;
using Stage5.Tests.Stores;

namespace Stage5.Tests.Language.Glossaries;

/// <summary>The API in this process on a store of its own; ana is in the conversation room-1, nobody in another.</summary>
public sealed class GlossaryApi : WebApplicationFactory<api::Program>, IAsyncLifetime
{
    private readonly SignedToken _tokens = new(TimeProvider.System);
    private StoreServer _store = null!;

    public async ValueTask InitializeAsync() => _store = await StoreServer.StartAsync(StoreKind.Redis);

    /// <summary>Each test has a tenant of its own.</summary>
    public HttpClient ClientOf(string tenant, string role = "user", string user = "ana")
    {
        var client = CreateClient();
        client.DefaultRequestHeaders.Authorization =
            new AuthenticationHeaderValue("Bearer", _tokens.MakeFor(tenant, user, role));
        return client;
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseEnvironment("Development");
        builder.ConfigureLogging(static logging => logging.ClearProviders());
        builder.UseSetting("ConnectionStrings:cache", $"127.0.0.1:{_store.Port}");
        builder.UseSetting("Stage5:Access:DevelopmentPublicKey", Convert.ToBase64String(_tokens.PublicKey));
        builder.UseSetting("Stage5:Glossary:ImportBytes", "2000000");
        builder.ConfigureServices(static services => services.AddSingleton<IChannelMembers, Members>());
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _store.DisposeAsync();
        _tokens.Dispose();
        GC.SuppressFinalize(this);
    }

    private sealed class Members : IChannelMembers
    {
        public ValueTask<bool> IsMemberAsync(string tenant, string user, string channel, CancellationToken ct) =>
            new(user == "ana" && channel == "room-1");
    }
}
