using System.Text.Json;

namespace Stage5.Core.Access.Jwt;

/// <summary>The keys of one issuer (RFC 7517, 5). Keys that may not sign tokens here are left out.</summary>
public sealed class JwtKeySet(IReadOnlyList<JwtKey> keys)
{
    private const int MostKeys = 100;

    public static JwtKeySet Empty { get; } = new([]);

    public int Count => keys.Count;

    /// <summary>Null when it is no key set: not strict JSON, no <c>keys</c>, or more than a hundred.</summary>
    public static JwtKeySet? Parse(byte[] json) =>
        JwtToken.ParseObject(json) is { } root && root.TryGetProperty("keys", out var keys)
        && keys.ValueKind == JsonValueKind.Array && keys.GetArrayLength() <= MostKeys
            ? new JwtKeySet([.. keys.EnumerateArray().Select(JwtKey.OfJwk).OfType<JwtKey>()])
            : null;

    /// <summary>The keys of that id. A token without an id is for a set of one key only.</summary>
    public IEnumerable<JwtKey> Find(string? keyId) =>
        keyId is null ? keys.Count == 1 ? keys : [] : keys.Where(key => key.KeyId == keyId);
}
