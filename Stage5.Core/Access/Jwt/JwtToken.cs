using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Stage5.Core.Access.Jwt;

/// <summary>
/// A signed token in compact form (RFC 7515, 7.1), read strictly and not yet verified: what it says may only be used
/// to find out whose keys it is to be verified with.
/// </summary>
public sealed class JwtToken
{
    /// <summary>Characters; a request's header holds no more.</summary>
    public const int MaxLength = 8192;

    private const int MaxKeyIdLength = 256;
    private static readonly string[] Embedded = ["jwk", "jku", "x5c", "x5u"];
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 8 };

    private JwtToken(JwtClaims header, JwtClaims claims, byte[] message, byte[] signature)
    {
        Algorithm = header.Text("alg")!;
        KeyId = header.Text("kid");
        Type = header.Text("typ");
        (Claims, Message, Signature) = (claims, message, signature);
    }

    public string Algorithm { get; }

    public string? KeyId { get; }

    public string? Type { get; }

    public JwtClaims Claims { get; }

    /// <summary>What is signed.</summary>
    internal byte[] Message { get; }

    internal byte[] Signature { get; }

    /// <summary>The token, or why it is none.</summary>
    public static JwtToken? Read(string text, out JwtRefusal refusal)
    {
        refusal = JwtRefusal.TooLong;
        if (text.Length > MaxLength)
            return null;

        refusal = JwtRefusal.Malformed;
        if (text.Split('.', 4) is not [var head, var body, var seal]
            || Parse(Decode(head)) is not { } header || Parse(Decode(body)) is not { } claims
            || Decode(seal) is not { } signature)
            return null;
        if (Refuse(header) is { } refused)
        {
            refusal = refused;
            return null;
        }
        return new JwtToken(
            header, claims, Encoding.ASCII.GetBytes(text, 0, head.Length + 1 + body.Length), signature);
    }

    private static JwtRefusal? Refuse(JwtClaims header)
    {
        if (header.Has("crit"))
            return JwtRefusal.Critical;
        if (Embedded.Any(header.Has))
            return JwtRefusal.EmbeddedKey;
        if (header.Text("alg") is null)
            return JwtRefusal.Algorithm;
        // A member of the wrong type must not count as one that is missing.
        return (header.Has("kid") && header.Text("kid") is not { Length: <= MaxKeyIdLength })
            || (header.Has("typ") && header.Text("typ") is null)
            ? JwtRefusal.Malformed
            : null;
    }

    /// <summary>Exactly what an encoder writes (RFC 7515, 2): no padding, no white space, no spare bits.</summary>
    internal static byte[]? Decode(string text)
    {
        if (!Base64Url.IsValid(text))
            return null;
        var bytes = Base64Url.DecodeFromChars(text);
        return Base64Url.EncodeToString(bytes) == text ? bytes : null;
    }

    internal static JwtClaims? Parse(byte[]? json) => ParseObject(json) is { } root ? new JwtClaims(root) : null;

    /// <summary>An object without a member said twice, all of whose strings can be read.</summary>
    internal static JsonElement? ParseObject(byte[]? json)
    {
        if (json is null || !Utf8.IsValid(json))
            return null;
        try
        {
            Unescape(json);
            using var document = JsonDocument.Parse(json, Strict);
            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // What cannot be read is not a token: refused like any other.
            return null;
        }
    }

    // Half of a surrogate pair may be written as \ud800 and would fail whoever reads it later.
    private static void Unescape(byte[] json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = Strict.MaxDepth });
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && reader.ValueIsEscaped)
                _ = reader.GetString();
        }
    }
}
