using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Stage5.Contracts;

namespace Stage5.Core.Access;

/// <summary>
/// Verifies the tokens that the AppHost signs on a developer's machine: JWS compact, ES256, one key, one issuer.
/// Everything that is not exactly that is refused; the algorithm and the key are never taken from the token.
/// </summary>
public sealed class DevelopmentTokenVerifier
{
    public const string Issuer = "stage5-development";
    public const string Audience = "stage5";

    /// <summary>Value of <c>scope</c> in the one-time login link's token.</summary>
    public const string LoginScope = "login";

    private const int MaxLength = 4096;
    private const int SignatureLength = 64;
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(60);
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 4 };

    private readonly TimeProvider _time;
    private readonly ECParameters? _key;
    private readonly string? _keyId;

    public DevelopmentTokenVerifier(IOptions<AccessOptions> options, TimeProvider time)
    {
        _time = time;
        if (string.IsNullOrEmpty(options.Value.DevelopmentPublicKey))
            return;

        var publicKey = Convert.FromBase64String(options.Value.DevelopmentPublicKey);
        using var key = ECDsa.Create();
        key.ImportSubjectPublicKeyInfo(publicKey, out _);
        var parameters = key.ExportParameters(includePrivateParameters: false);
        if (parameters.Curve.Oid.Value != ECCurve.NamedCurves.nistP256.Oid.Value)
            throw new CryptographicException("Stage5:Access:DevelopmentPublicKey must be a P-256 key.");
        _key = parameters;
        _keyId = Base64Url.EncodeToString(SHA256.HashData(publicKey));
    }

    /// <summary>The token's claims, or null when it is not a valid token of this issuer.</summary>
    public DevelopmentToken? Verify(string token)
    {
        if (_key is not { } key || token.Length > MaxLength || token.Split('.') is not [var head, var body, var signed])
            return null;
        if (Decode(head) is not { } header || Decode(body) is not { } payload || Decode(signed) is not { } signature)
            return null;
        if (signature.Length != SignatureLength || !HeaderIsOurs(header))
            return null;

        using var ecdsa = ECDsa.Create(key);
        var message = Encoding.ASCII.GetBytes(token, 0, head.Length + 1 + body.Length);
        return ecdsa.VerifyData(message, signature, HashAlgorithmName.SHA256) ? ReadClaims(payload) : null;
    }

    private bool HeaderIsOurs(byte[] header) => Parse(header, static (root, keyId) =>
        Text(root, "alg") == "ES256" && Text(root, "typ") == "at+jwt" && Text(root, "kid") == keyId
        && root.EnumerateObject().Count() == 3, _keyId);

    private DevelopmentToken? ReadClaims(byte[] payload) => Parse(payload, static (root, now) =>
    {
        var expires = Seconds(root, "exp");
        var notBefore = Seconds(root, "nbf");
        if (Text(root, "iss") != Issuer || Text(root, "aud") != Audience || expires is null || notBefore is null)
            return null;
        // The login link is made and used on one machine: its five minutes are five minutes.
        var skew = Text(root, "scope") is null ? Skew : TimeSpan.Zero;
        if (now >= expires + skew || now < notBefore - Skew)
            return null;
        return (Text(root, "sub"), Text(root, ClaimNames.Tenant), Text(root, ClaimNames.Role), Text(root, "jti")) is
            ({ } user, { } tenant, { } role, { Length: > 0 and <= 64 } id)
            ? new DevelopmentToken(tenant, user, role, id, Text(root, "scope"), expires.Value)
            : null;
    }, _time.GetUtcNow());

    private static TResult? Parse<TState, TResult>(byte[] json, Func<JsonElement, TState, TResult?> read, TState state)
    {
        try
        {
            using var document = JsonDocument.Parse(json, Strict);
            return document.RootElement.ValueKind == JsonValueKind.Object ? read(document.RootElement, state) : default;
        }
        catch (JsonException)
        {
            // What cannot be read is not a token of ours: refused like any other.
            return default;
        }
    }

    private static byte[]? Decode(string text) =>
        Base64Url.IsValid(text) && !text.Contains('=') ? Base64Url.DecodeFromChars(text) : null;

    private static string? Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static DateTimeOffset? Seconds(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number
        && value.TryGetInt64(out var seconds) && seconds is > 0 and < 253_402_300_000
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : null;
}

/// <summary>A verified development token.</summary>
public sealed record DevelopmentToken(
    string Tenant, string User, string Role, string Id, string? Scope, DateTimeOffset Expires);
