using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Logging;
using Stage5.Tests.Access.Jwt;

namespace Stage5.Tests.Access.Issuers;

/// <summary>
/// An OpenID Connect provider on a loopback port: discovery, keys, and the code flow with PKCE, as strict as a real one.
/// </summary>
internal sealed class LoopbackIssuer : IAsyncDisposable
{
    public const string ClientId = "dashboard";
    public const string ClientSecret = "the client's secret, known to both";

    private readonly WebApplication _app;
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<string, IQueryCollection> _codes = new(StringComparer.Ordinal);
    private int _discoveries;
    private int _keyReadings;

    private LoopbackIssuer(WebApplication app, TimeProvider time) => (_app, _time) = (app, time);

    public Uri Address => new(_app.Urls.Single());

    /// <summary>What it calls itself; null is its address.</summary>
    public string? Issuer { get; set; }

    /// <summary>The keys it publishes; it signs with the last one.</summary>
    public List<IssuerKey> Keys { get; } = [new("RS256", "first")];

    public int Discoveries => _discoveries;

    public int KeyReadings => _keyReadings;

    /// <summary>When set, answers in place of it.</summary>
    public RequestDelegate? Instead { get; set; }

    /// <summary>What its tokens say besides; a test changes it.</summary>
    public JsonObject Claims { get; set; } = new() { ["sub"] = "ana", ["roles"] = new JsonArray("Stage5.Admin") };

    /// <summary>What goes into the token in place of the nonce that was asked for.</summary>
    public string? WrongNonce { get; set; }

    public static async Task<LoopbackIssuer> StartAsync(TimeProvider time, CancellationToken ct)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        var issuer = new LoopbackIssuer(app, time);
        app.Use((http, next) => issuer.Instead is { } instead ? instead(http) : next(http));
        app.MapGet("/.well-known/openid-configuration", issuer.Describe);
        app.MapGet("/keys", issuer.ListKeys);
        app.MapGet("/authorize", issuer.Authorize);
        app.MapPost("/token", issuer.ExchangeAsync);
        await app.StartAsync(ct);
        return issuer;
    }

    /// <summary>A token for somebody, good for a quarter of an hour.</summary>
    public string Token(string audience, Action<JsonObject>? change = null, IssuerKey? key = null)
    {
        var now = _time.GetUtcNow().ToUnixTimeSeconds();
        var claims = Claims.DeepClone().AsObject();
        (claims["iss"], claims["aud"]) = (Issuer ?? Address.OriginalString, audience);
        (claims["iat"], claims["nbf"], claims["exp"]) = (now, now, now + 900);
        change?.Invoke(claims);
        return (key ?? Keys[^1]).Sign(claims);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        foreach (var key in Keys)
            key.Dispose();
    }

    private IResult Describe()
    {
        Interlocked.Increment(ref _discoveries);
        return Results.Json(new JsonObject
        {
            ["issuer"] = Issuer ?? Address.OriginalString,
            ["jwks_uri"] = new Uri(Address, "/keys").ToString(),
            ["authorization_endpoint"] = new Uri(Address, "/authorize").ToString(),
            ["token_endpoint"] = new Uri(Address, "/token").ToString(),
        });
    }

    private IResult ListKeys()
    {
        Interlocked.Increment(ref _keyReadings);
        return Results.Bytes(IssuerKey.Set([.. Keys.Select(key => key.Jwk())]), "application/json");
    }

    // Whoever comes is signed in at once, as with a session at the provider.
    private IResult Authorize(HttpRequest request)
    {
        var query = request.Query;
        if (query["client_id"] != ClientId || query["response_type"] != "code" || query["code_challenge_method"] != "S256"
            || !query["scope"].ToString().Split(' ').Contains("openid") || query["state"].ToString() is not { Length: > 0 })
            return Results.BadRequest();
        var code = Guid.NewGuid().ToString("N");
        _codes[code] = query;
        return Results.Redirect(QueryHelpers.AddQueryString(query["redirect_uri"]!, new Dictionary<string, string?>
        {
            ["code"] = code,
            ["state"] = query["state"],
        }));
    }

    private async Task<IResult> ExchangeAsync(HttpRequest request)
    {
        var form = await request.ReadFormAsync();
        var challenge = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"].ToString())));
        if (form["client_secret"] != ClientSecret || form["client_id"] != ClientId
            || form["grant_type"] != "authorization_code"
            || !_codes.TryRemove(form["code"].ToString(), out var asked)
            || asked["redirect_uri"] != form["redirect_uri"] || asked["code_challenge"] != challenge)
            return Results.Json(new JsonObject { ["error"] = "invalid_grant" }, statusCode: 400);
        return Results.Json(new JsonObject
        {
            ["token_type"] = "Bearer",
            ["access_token"] = "opaque",
            ["id_token"] = Token(ClientId, claims => claims["nonce"] = WrongNonce ?? asked["nonce"].ToString()),
        });
    }
}
