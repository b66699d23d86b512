extern alias web;

using System.Net;
using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using web::Stage5.Web;
using web::Stage5.Web.SignIn;

namespace Stage5.Tests.Web;

/// <summary>The dashboard on a loopback port, in this process, in front of a scripted API.</summary>
internal sealed class WebHost : IAsyncDisposable
{
    private static readonly IHttpClientFactory Clients = CreateClients();

    private readonly WebApplication _app;

    private WebHost(WebApplication app, ScriptedApi api) => (_app, Api) = (app, api);

    public ScriptedApi Api { get; }

    public Uri Address => new(_app.Urls.Single());

    public static async Task<WebHost> StartAsync(CancellationToken ct, TimeProvider? time = null)
    {
        var api = await ScriptedApi.StartAsync(ct);
        return new(await StartAppAsync(api.Address, time, ct), api);
    }

    /// <summary>A browser without a session: it keeps no cookie and follows no redirect.</summary>
    public Visitor Visit() => new(Clients.CreateClient("visitor"), Address);

    /// <summary>A browser that came in through a one-time link.</summary>
    public async Task<Visitor> SignInAsync(CancellationToken ct)
    {
        var visitor = Visit();
        using var response = await visitor.GetAsync($"/login?code={ScriptedApi.GoodCode}", ct);
        response.StatusCode.ShouldBe(HttpStatusCode.Found);
        return visitor;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        await Api.DisposeAsync();
    }

    /// <summary>A browser in front of any dashboard.</summary>
    public static Visitor Visit(WebApplication app) => new(Clients.CreateClient("visitor"), new Uri(app.Urls.Single()));

    /// <summary>The dashboard alone, in front of any API; in development where it is told so.</summary>
    public static async Task<WebApplication> StartAppAsync(
        Uri api, TimeProvider? time, CancellationToken ct, bool development = false, bool ownKeys = true,
        params (string Key, string Value)[] settings)
    {
        var root = typeof(WebHost).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(metadata => metadata.Key == "RepositoryRoot").Value!;
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            ApplicationName = typeof(WebApp).Assembly.GetName().Name,
            ContentRootPath = Path.Combine(root, "Stage5.Web"),
            EnvironmentName = development ? Environments.Development : Environments.Production,
        });
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(
            [new("services:api:http:0", api.ToString()), .. settings.Select(one =>
                new KeyValuePair<string, string?>(one.Key, one.Value))]);
        if (time is not null) builder.Services.AddSingleton(time);
        builder.AddServiceDefaults();
        builder.Services.AddWeb();
        builder.AddSignIn();
        if (ownKeys) builder.Services.AddDataProtection().UseEphemeralDataProtectionProvider();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        app.UseWeb();
        app.MapDefaultEndpoints();
        app.MapWeb();
        await app.StartAsync(ct);
        return app;
    }

    private static IHttpClientFactory CreateClients()
    {
        var services = new ServiceCollection();
        services.AddHttpClient("visitor").ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
        });
        return services.BuildServiceProvider().GetRequiredService<IHttpClientFactory>();
    }
}
