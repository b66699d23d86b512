using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Stage5.ServiceDefaults;

namespace Stage5.Tests.ServiceDefaults;

/// <summary>A real host on a free port of the loopback interface.</summary>
internal sealed class TestHost : IAsyncDisposable
{
    private readonly ServiceProvider _clients;

    private TestHost(WebApplication app)
    {
        App = app;
        Address = new Uri(app.Urls.Single());
        var services = new ServiceCollection();
        services.AddHttpClient("", client => client.BaseAddress = Address)
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { AllowAutoRedirect = false });
        _clients = services.BuildServiceProvider();
        Client = _clients.GetRequiredService<IHttpClientFactory>().CreateClient("");
    }

    public WebApplication App { get; }

    public Uri Address { get; }

    /// <summary>A plain client: no resilience, no redirects.</summary>
    public HttpClient Client { get; }

    public static WebApplicationBuilder Builder(params (string Key, string Value)[] settings)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            EnvironmentName = Environments.Production,
            ContentRootPath = Path.GetTempPath(),
        });
        builder.Configuration.AddInMemoryCollection(
            settings.Select(one => KeyValuePair.Create(one.Key, (string?)one.Value)));
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        return builder;
    }

    public static async Task<TestHost> StartAsync(WebApplicationBuilder builder, Action<WebApplication> map)
    {
        var app = builder.Build();
        map(app);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new TestHost(app);
    }

    /// <summary>Tokens are the permissions they stand for, separated by commas; "bad" is not a token.</summary>
    public static ValueTask<ClaimsPrincipal?> ReadToken(string token, CancellationToken cancellationToken) =>
        ValueTask.FromResult(token == "bad" ? null : new ClaimsPrincipal(new ClaimsIdentity(
            token.Split('+').Select(permission => new Claim(BearerAccess.PermissionClaim, permission)),
            BearerAccess.Scheme)));

    public async Task<HttpResponseMessage> GetAsync(string path, string? token = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (token is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + token);
        }

        return await Client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        await _clients.DisposeAsync();
    }
}
