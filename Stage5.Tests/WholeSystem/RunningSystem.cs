using System.Net.Http.Headers;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Stage5.AppHost;
using Stage5.Tests.AppHost;
using Stage5.Tests.Models;

namespace Stage5.Tests.WholeSystem;

/// <summary>
/// The whole system, well, with a scripted model server beside the engines of this machine: it answers for the pairs
/// that Apertium has not.
/// </summary>
public sealed class RunningSystem : IAsyncLifetime
{
    /// <summary>Its audit is kept for two years, as configured. No other tenant has anything configured.</summary>
    public const string ConfiguredTenant = "adatum";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    private AppHostSystem _system = null!;

    public ScriptedOpenAIServer Model { get; private set; } = null!;

    public Uri Web => _system.Application.GetEndpoint("web");

    public async ValueTask InitializeAsync()
    {
        Model = await ScriptedOpenAIServer.StartAsync();
        using var patience = new CancellationTokenSource(Patience);
        _system = await AppHostSystem.StartAsync(patience.Token, builder =>
        {
            foreach (var name in new[] { "api", "worker", "web" })
            {
                builder.CreateResourceBuilder<ProjectResource>(name)
                    .WithEnvironment("Stage5__Models__Providers__apertium__Kind", "Apertium")
                    .WithEnvironment("Stage5__Models__Providers__scripted__Kind", "OpenAICompatible")
                    .WithEnvironment("Stage5__Models__Providers__scripted__Endpoint", Model.Endpoint.ToString())
                    .WithEnvironment("Stage5__Models__Providers__scripted__Model", "scripted-1")
                    .WithEnvironment($"Stage5__Audit__TenantRetention__{ConfiguredTenant}", "730.00:00:00")
                    .WithEnvironment("Stage5__Tasks__Lease", "00:00:02");
            }
        });
        foreach (var name in new[] { "api", "worker", "web" })
            await _system.Application.ResourceNotifications.WaitForResourceHealthyAsync(name, patience.Token);
    }

    /// <summary>A client of the API for that person.</summary>
    public HttpClient ApiOf(string role = "user", string tenant = "demo", string user = "ana")
    {
        var client = _system.Application.CreateHttpClient("api");
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Bearer", _system.Token(role, tenant, user, TimeProvider.System.GetUtcNow()));
        return client;
    }

    public Uri LoginLink(string role = "admin", string user = "ana", string tenant = "demo")
    {
        var code = new DevelopmentToken(user, tenant, role, TimeSpan.FromMinutes(5), "login")
            .Sign(_system.DevelopmentKey, TimeProvider.System.GetUtcNow());
        return new Uri(Web, $"/login?code={code}");
    }

    public async ValueTask DisposeAsync()
    {
        if (_system is not null)
            await _system.DisposeAsync();
        await Model.DisposeAsync();
    }
}

/// <summary>Tests that share one running system, one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class SystemCollection : ICollectionFixture<RunningSystem>
{
    public const string Name = "system";
}
