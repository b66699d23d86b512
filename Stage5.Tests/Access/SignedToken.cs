using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Stage5.Tests.Access;

/// <summary>Makes tokens, right and wrong ones: what an attacker could send.</summary>
internal sealed class SignedToken : IDisposable
{
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public SignedToken(TimeProvider time)
    {
        var now = time.GetUtcNow().ToUnixTimeSeconds();
        Header = new JsonObject { ["alg"] = "ES256", ["typ"] = "at+jwt", ["kid"] = KeyId };
        Claims = new JsonObject
        {
            ["iss"] = "stage5-development",
            ["aud"] = "stage5",
            ["sub"] = "ana",
            ["tenant"] = "demo",
            ["role"] = "user",
            ["iat"] = now,
            ["nbf"] = now,
            ["exp"] = now + 900,
            ["jti"] = Guid.CreateVersion7().ToString(),
        };
    }

    public JsonObject Header { get; }

    public JsonObject Claims { get; }

    public byte[] PublicKey => _key.ExportSubjectPublicKeyInfo();

    public string KeyId => Base64Url.EncodeToString(SHA256.HashData(PublicKey));

    public string PrivateKey => Convert.ToBase64String(_key.ExportPkcs8PrivateKey());

    public string MakeFor(string tenant, string user, string role, string? scope = null)
    {
        var claims = Claims.DeepClone().AsObject();
        (claims["tenant"], claims["sub"], claims["role"], claims["jti"]) = (tenant, user, role, Guid.CreateVersion7().ToString());
        if (scope is not null)
            claims["scope"] = scope;
        return Make(Header.ToJsonString(), claims.ToJsonString());
    }

    public string Make() => Make(Header.ToJsonString(), Claims.ToJsonString());

    public string Make(string header, string claims) => Seal(Head(header, claims), message => _key.SignData(
        message, HashAlgorithmName.SHA256));

    public string MakeWithDerSignature() => Seal(Head(Header.ToJsonString(), Claims.ToJsonString()), message => _key.SignData(
        message, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence));

    public string MakeWithHmacOfPublicKey()
    {
        Header["alg"] = "HS256";
        return Seal(Head(Header.ToJsonString(), Claims.ToJsonString()), message => HMACSHA256.HashData(PublicKey, message));
    }

    public string MakeUnsigned()
    {
        Header["alg"] = "none";
        return Head(Header.ToJsonString(), Claims.ToJsonString()) + ".";
    }

    public void Dispose() => _key.Dispose();

    private static string Head(string header, string claims) => Encode(header) + "." + Encode(claims);

    private static string Seal(string head, Func<byte[], byte[]> sign) =>
        head + "." + Base64Url.EncodeToString(sign(Encoding.ASCII.GetBytes(head)));

    private static string Encode(string json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json));
}
