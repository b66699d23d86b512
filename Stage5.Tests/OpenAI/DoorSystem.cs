extern alias api;

using System.Net.Http.Headers;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.Logging;
using Stage5.Tests.Access;
using Stage5.Tests.Stores;

namespace Stage5.Tests.OpenAI;

/// <summary>
/// The API on a real socket with a real store, and upstreams whose answers a test scripts. Tenant <c>demo</c> has
/// the usual policy, <c>raw</c> looks for nothing, <c>poor</c> has next to no money, <c>slow</c> and
/// <c>sluggish</c> one request a minute.
/// </summary>
public sealed class DoorSystem : IAsyncLifetime
{
    private readonly SignedToken _tokens = new(TimeProvider.System);
    private Factory _factory = null!;
    private StoreServer _store = null!;

    public ScriptedUpstream First { get; private set; } = null!;

    public ScriptedUpstream Second { get; private set; } = null!;

    /// <summary>Speaks Anthropic's wire.</summary>
    public ScriptedUpstream Third { get; private set; } = null!;

    public Uri Address { get; private set; } = null!;

    public IServiceProvider Services => _factory.Services;

    public StoreServer Store => _store;

    public async ValueTask InitializeAsync()
    {
        _store = await StoreServer.StartAsync(StoreKind.Redis);
        (First, Second) = (await ScriptedUpstream.StartAsync(), await ScriptedUpstream.StartAsync());
        Third = await ScriptedUpstream.StartAsync();
        _factory = new Factory(this);
        _factory.UseKestrel(0);
        _factory.StartServer();
        Address = _factory.ClientOptions.BaseAddress;
    }

    public string Token(string tenant, string role = "user") => _tokens.MakeFor(tenant, "ana", role);

    public HttpClient ClientOf(string tenant, string role = "user")
    {
        var client = _factory.CreateClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token(tenant, role));
        return client;
    }

    public void Reset()
    {
        First.Clear();
        Second.Clear();
        Third.Clear();
    }

    public async ValueTask DisposeAsync()
    {
        if (_factory is not null) await _factory.DisposeAsync();
        if (First is not null) await First.DisposeAsync();
        if (Second is not null) await Second.DisposeAsync();
        if (Third is not null) await Third.DisposeAsync();
        if (_store is not null) await _store.DisposeAsync();
        _tokens.Dispose();
    }

    private IEnumerable<(string Key, string Value)> Settings()
    {
        yield return ("ConnectionStrings:cache", $"127.0.0.1:{_store.Port}");
        yield return ("Stage5:Access:DevelopmentPublicKey", Convert.ToBase64String(_tokens.PublicKey));
        yield return ("Stage5:Models:Order", "first,second,third");
        yield return ("Stage5:Models:Providers:apertium:Enabled", "false");
        foreach (var (id, upstream, price) in new[] { ("first", First, "1"), ("second", Second, "2") })
        {
            var provider = $"Stage5:Models:Providers:{id}";
            yield return ($"{provider}:Kind", "OpenAICompatible");
            yield return ($"{provider}:Endpoint", upstream.Endpoint.ToString());
            yield return ($"{provider}:Model", $"{id}-model");
            yield return ($"{provider}:Capabilities", "chat,streaming,tools,embeddings");
            yield return ($"{provider}:InputPricePerMillion", price);
            yield return ($"{provider}:OutputPricePerMillion", price);
            yield return ($"{provider}:MaxOutputTokens", "1000");
            yield return ($"{provider}:ContextLength", "100000");
            yield return ($"{provider}:TimeoutSeconds", "5");
        }

        const string Other = "Stage5:Models:Providers:third";
        yield return ($"{Other}:Kind", "Anthropic");
        yield return ($"{Other}:Endpoint", Third.Endpoint.ToString());
        yield return ($"{Other}:Model", "third-model");
        yield return ($"{Other}:SecretName", "third-key");
        yield return ($"{Other}:InputPricePerMillion", "3");
        yield return ($"{Other}:OutputPricePerMillion", "3");
        yield return ($"{Other}:ContextLength", "100000");
        yield return ("Stage5:Secrets:third-key", "sk-third");
        foreach (var name in new[] { "secret", "card", "iban", "national_id", "email", "ip", "phone" })
            yield return ($"Stage5:Compliance:raw:Classes:{name}", "allow");
        yield return ("Stage5:Compliance:strict:Classes:card", "block");
        yield return ("Stage5:Budgets:poor:Hour:HardLimit", "0.0001");
        foreach (var scope in new[] { "", "Keys:", "Users:" })
        {
            foreach (var rate in new[] { "RequestsPerMinute", "RequestBurst", "TokensPerMinute", "TokenBurst" })
                yield return ($"Stage5:Limits:Default:{scope}{rate}", "100000000");
        }

        yield return ("Stage5:Routing:Tenants:alone:Allow", "third");
        foreach (var tenant in new[] { "slow", "sluggish" })
        {
            yield return ($"Stage5:Limits:{tenant}:RequestsPerMinute", "1");
            yield return ($"Stage5:Limits:{tenant}:RequestBurst", "1");
        }

        yield return ("Stage5:Turns:LiveDeadline", "00:00:03");
    }

    private sealed class Factory(DoorSystem system) : WebApplicationFactory<api::Program>
    {
        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            builder.UseEnvironment("Development");
            builder.ConfigureLogging(static logging => logging.ClearProviders());
            foreach (var (key, value) in system.Settings()) builder.UseSetting(key, value);
        }
    }
}

/// <summary>Tests that share the two upstreams, one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class DoorCollection : ICollectionFixture<DoorSystem>
{
    public const string Name = "openai door";
}
