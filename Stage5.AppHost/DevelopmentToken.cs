using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Stage5.AppHost;

/// <summary>A JWT signed with the development key (ES256), for people and scripts on this machine.</summary>
/// <param name="Scope"><c>login</c> for the one-time link, otherwise null.</param>
public sealed record DevelopmentToken(
    string User, string Tenant, string Role, TimeSpan Lifetime, string? Scope = null)
{
    /// <remarks>A plus in "at+jwt" stays a plus.</remarks>
    private static readonly JsonSerializerOptions Plain =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public string Sign(string developmentKey, DateTimeOffset now)
    {
        using var key = DevelopmentKey.Import(developmentKey);
        var header = new Dictionary<string, object>
        {
            ["alg"] = "ES256",
            ["typ"] = "at+jwt",
            ["kid"] = Base64Url.EncodeToString(SHA256.HashData(key.ExportSubjectPublicKeyInfo())),
        };
        var claims = new Dictionary<string, object>
        {
            ["iss"] = "stage5-development",
            ["aud"] = "stage5",
            ["sub"] = User,
            ["tenant"] = Tenant,
            ["role"] = Role,
            ["iat"] = now.ToUnixTimeSeconds(),
            ["nbf"] = now.ToUnixTimeSeconds(),
            ["exp"] = (now + Lifetime).ToUnixTimeSeconds(),
            ["jti"] = Guid.CreateVersion7(now).ToString(),
        };
        if (Scope is not null)
            claims["scope"] = Scope;
        var content = $"{Encode(header)}.{Encode(claims)}";
        var signature = key.SignData(System.Text.Encoding.ASCII.GetBytes(content), HashAlgorithmName.SHA256);
        return $"{content}.{Base64Url.EncodeToString(signature)}";
    }

    private static string Encode(Dictionary<string, object> part) =>
        Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(part, Plain));
}
