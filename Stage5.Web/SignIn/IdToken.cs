using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Stage5.Web.SignIn;

/// <summary>
/// Whether an ID token answers the sign-in that asked for it (OpenID Connect Core, 3.1.3.7): its audience, authorised
/// party and nonce. Its signature, issuer and times are the API's to verify.
/// </summary>
internal static class IdToken
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 16 };

    public static bool IsOf(string? token, string clientId, string? nonce)
    {
        if (token?.Split('.') is not [_, var body, _] || !Base64Url.IsValid(body) || string.IsNullOrEmpty(nonce))
            return false;
        try
        {
            using var claims = JsonDocument.Parse(Base64Url.DecodeFromChars(body), Strict);
            var root = claims.RootElement;
            return root.ValueKind == JsonValueKind.Object
                && CryptographicOperations.FixedTimeEquals(Bytes(root, "nonce"), Encoding.UTF8.GetBytes(nonce))
                && IsFor(root, clientId)
                && (!root.TryGetProperty("azp", out var party) || IsText(party, clientId));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    private static bool IsFor(JsonElement root, string clientId) => root.TryGetProperty("aud", out var audience)
        && (IsText(audience, clientId)
            || (audience.ValueKind == JsonValueKind.Array && audience.EnumerateArray().Any(one => IsText(one, clientId))));

    private static bool IsText(JsonElement value, string text) =>
        value.ValueKind == JsonValueKind.String && value.ValueEquals(text);

    private static byte[] Bytes(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? Encoding.UTF8.GetBytes(value.GetString()!) : [];
}
