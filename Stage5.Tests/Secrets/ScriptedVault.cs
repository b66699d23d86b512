using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Security.KeyVault.Secrets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Stage5.Tests.Secrets;

/// <summary>What the vault has of one version.</summary>
internal sealed record VaultSecret(string Version, string Value, DateTimeOffset Created)
{
    public bool Enabled { get; init; } = true;

    public DateTimeOffset? NotBefore { get; init; }

    public DateTimeOffset? Expires { get; init; }
}

/// <summary>
/// A server on loopback that speaks Key Vault's REST protocol over TLS, with a certificate of its own that only its
/// own clients trust: challenge, secrets, versions, errors in the vault's shape.
/// </summary>
internal sealed class ScriptedVault : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, List<VaultSecret>> _secrets = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentQueue<string> _requests = new();
    private readonly X509Certificate2 _certificate = NewCertificate();
    private WebApplication _app = null!;
    private int _port;

    public TestCredential Credential { get; } = new();

    /// <summary>Path and query of every request that came with a token.</summary>
    public IReadOnlyCollection<string> Requests => _requests;

    /// <summary>Answers in the vault's place when it returns true.</summary>
    public Func<HttpContext, Task<bool>> Trouble { get; set; } = static _ => Task.FromResult(false);

    public Uri Address => new($"https://127.0.0.1:{_port}/");

    public static async Task<ScriptedVault> StartAsync()
    {
        var vault = new ScriptedVault();
        await vault.ListenAsync();
        return vault;
    }

    public void Put(string name, params VaultSecret[] versions) => _secrets[name] = [.. versions];

    public void Delete(string name) => _secrets.TryRemove(name, out _);

    /// <summary>A client that trusts this server's certificate and nothing else.</summary>
    public SecretClient Client()
    {
        var handler = new SocketsHttpHandler
        {
            SslOptions = new SslClientAuthenticationOptions
            {
                RemoteCertificateValidationCallback = (_, certificate, _, _) =>
                    certificate is not null && certificate.GetRawCertData().AsSpan().SequenceEqual(_certificate.RawData),
            },
        };
#pragma warning disable RS0030 // The transport of one SDK client, with a trust of its own.
        var http = new HttpClient(handler);
#pragma warning restore RS0030
        return new SecretClient(Address, Credential, new SecretClientOptions
        {
            Transport = new HttpClientTransport(http),
            DisableChallengeResourceVerification = true,
            Retry = { MaxRetries = 0 },
        });
    }

    /// <summary>The vault is gone: connections are refused.</summary>
    public ValueTask DieAsync() => _app.DisposeAsync();

    public Task ComeBackAsync() => ListenAsync();

    public static Func<HttpContext, Task<bool>> Answers(
        int status, string code, string? inner = null, string? retryAfter = null) => async http =>
    {
        if (retryAfter is not null)
            http.Response.Headers.RetryAfter = retryAfter;
        await FailAsync(http, status, code, inner);
        return true;
    };

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _certificate.Dispose();
    }

    private async Task ListenAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(
            IPAddress.Loopback, _port, listen => listen.UseHttps(_certificate)));
        _app = builder.Build();
        _app.Use(AdmitAsync);
        _app.MapGet("/secrets/{name}/versions", VersionsAsync);
        _app.MapGet("/secrets/{name}/{version?}", SecretAsync);
        await _app.StartAsync(TestContext.Current.CancellationToken);
        _port = new Uri(_app.Urls.Single()).Port;
    }

    // The first answer to a client says where tokens come from and for what; without that the SDK has no scope.
    private async Task AdmitAsync(HttpContext http, RequestDelegate next)
    {
        if (http.Request.Headers.Authorization != "Bearer " + TestCredential.Token)
        {
            http.Response.Headers.WWWAuthenticate =
                "Bearer authorization=\"https://login.windows.net/00000000-0000-0000-0000-000000000001\", "
                + "resource=\"https://vault.azure.net\"";
            await FailAsync(http, 401, "Unauthorized", null);
            return;
        }

        _requests.Enqueue(http.Request.Path + http.Request.QueryString);
        if (string.IsNullOrEmpty(http.Request.Query["api-version"]))
            await FailAsync(http, 400, "BadParameter", null);
        else if (!await Trouble(http))
            await next(http);
    }

    private Task VersionsAsync(HttpContext http, string name) => http.Response.WriteAsJsonAsync(new JsonObject
    {
        ["value"] = new JsonArray(
            [.. _secrets.GetValueOrDefault(name, []).Select(one => (JsonNode)About(name, one))]),
        ["nextLink"] = null,
    });

    private async Task SecretAsync(HttpContext http, string name, string? version)
    {
        var versions = _secrets.GetValueOrDefault(name, []);
        var one = version is null ? versions.MaxBy(each => each.Created) : versions.Find(each => each.Version == version);
        if (one is null)
            await FailAsync(http, 404, "SecretNotFound", null);
        else if (!one.Enabled)
            await FailAsync(http, 403, "Forbidden", "SecretDisabled");
        else
        {
            var answer = About(name, one);
            answer["value"] = one.Value;
            await http.Response.WriteAsJsonAsync(answer);
        }
    }

    private JsonObject About(string name, VaultSecret one) => new()
    {
        ["id"] = new Uri(Address, $"secrets/{name}/{one.Version}").ToString(),
        ["attributes"] = new JsonObject
        {
            ["enabled"] = one.Enabled,
            ["created"] = one.Created.ToUnixTimeSeconds(),
            ["updated"] = one.Created.ToUnixTimeSeconds(),
            ["nbf"] = one.NotBefore?.ToUnixTimeSeconds(),
            ["exp"] = one.Expires?.ToUnixTimeSeconds(),
            ["recoveryLevel"] = "Recoverable+Purgeable",
        },
    };

    // The message repeats what was asked for, as a careless server's would: none of it may reach anybody.
    private static Task FailAsync(HttpContext http, int status, string code, string? inner)
    {
        http.Response.StatusCode = status;
        return http.Response.WriteAsJsonAsync(new JsonObject
        {
            ["error"] = new JsonObject
            {
                ["code"] = code,
                ["message"] = string.Create(CultureInfo.InvariantCulture, $"vault-message {http.Request.Path}"),
                ["innererror"] = inner is null ? null : new JsonObject { ["code"] = inner },
            },
        });
    }

    /// <summary>Of this machine alone, signed by nobody.</summary>
    public static X509Certificate2 NewCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddMinutes(-5), now.AddHours(1));
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pfx), password: null);
    }
}

/// <summary>Hands out one token and remembers for what; asks nobody.</summary>
internal sealed class TestCredential : TokenCredential
{
    public const string Token = "test-vault-token";
    private readonly ConcurrentQueue<string> _scopes = new();

    public IReadOnlyCollection<string> Scopes => _scopes;

    public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken)
    {
        _scopes.Enqueue(string.Join(' ', requestContext.Scopes));
        return new AccessToken(Token, DateTimeOffset.MaxValue);
    }

    public override ValueTask<AccessToken> GetTokenAsync(
        TokenRequestContext requestContext, CancellationToken cancellationToken) =>
        ValueTask.FromResult(GetToken(requestContext, cancellationToken));
}
