extern alias api;

using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.Logging;
using Stage5.Tests.Access;

namespace Stage5.Tests.Api;

/// <summary>The API in this process, with a key of its own and no store: for what is decided before the store is asked.</summary>
public sealed class ApiInMemory : WebApplicationFactory<api::Program>
{
    private readonly SignedToken _tokens = new(TimeProvider.System);

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
        builder.UseSetting("ConnectionStrings:cache", "127.0.0.1:1,connectTimeout=100");
        builder.UseSetting("Stage5:Access:DevelopmentPublicKey", Convert.ToBase64String(_tokens.PublicKey));
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _tokens.Dispose();
    }
}
