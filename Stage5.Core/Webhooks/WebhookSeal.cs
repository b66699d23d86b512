using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using Stage5.Core.Secrets;

namespace Stage5.Core.Webhooks;

/// <summary>No key to seal secrets under is configured, or none that opens one.</summary>
public sealed class NoSealException(string message) : InvalidOperationException(message);

/// <summary>
/// Endpoints' secrets at rest: AES-256-GCM, bound to their tenant and endpoint. A copy of the store signs nothing.
/// </summary>
internal sealed class WebhookSeal(IOptions<WebhookOptions> options, ISecrets secrets)
{
    private const int KeyBytes = 32;
    private const int NonceBytes = 12;
    private const int TagBytes = 16;

    /// <summary>The secret as it is stored: id of the key, nonce, tag and cipher text.</summary>
    /// <exception cref="NoSealException">There is no key.</exception>
    public string Seal(WebhookSecret secret, string tenant, string endpoint)
    {
        var key = Keys().FirstOrDefault() ?? throw new NoSealException("There is no key to seal a secret under.");
        var sealedBytes = new byte[NonceBytes + TagBytes + secret.Key.Length];
        var nonce = sealedBytes.AsSpan(0, NonceBytes);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(key, TagBytes);
        aes.Encrypt(nonce, secret.Key, sealedBytes.AsSpan(NonceBytes + TagBytes),
            sealedBytes.AsSpan(NonceBytes, TagBytes), Bound(tenant, endpoint));
        return $"{IdOf(key)}.{Convert.ToBase64String(sealedBytes)}";
    }

    /// <exception cref="NoSealException">It was sealed under a key that is not here any more, or is not of here.</exception>
    public WebhookSecret Open(string text, string tenant, string endpoint)
    {
        var parts = text.Split('.');
        var key = Keys().FirstOrDefault(one => IdOf(one) == parts[0])
            ?? throw new NoSealException("The key that a secret was sealed under is not here any more.");
        try
        {
            var bytes = Convert.FromBase64String(parts[1]);
            var plain = new byte[bytes.Length - NonceBytes - TagBytes];
            using var aes = new AesGcm(key, TagBytes);
            aes.Decrypt(bytes.AsSpan(0, NonceBytes), bytes.AsSpan(NonceBytes + TagBytes),
                bytes.AsSpan(NonceBytes, TagBytes), plain, Bound(tenant, endpoint));
            return WebhookSecret.Read(WebhookSecret.Prefix + Convert.ToBase64String(plain), out _)
                ?? throw new NoSealException("What was sealed is no secret.");
        }
        catch (CryptographicException e)
        {
            throw new NoSealException($"A secret is not of this endpoint, or was changed: {e.GetType().Name}.");
        }
    }

    /// <summary>Whether it is sealed under the newest key.</summary>
    public bool IsNewest(string text) =>
        Keys().FirstOrDefault() is { } key && text.StartsWith(IdOf(key) + ".", StringComparison.Ordinal);

    /// <summary>Why it can be no key; null when it can.</summary>
    public static string? ProblemOf(string text) => WebhookSecret.FromBase64(text) is not { } key
        ? "it is not base64"
        : key.Length != KeyBytes ? $"it has {key.Length} bytes instead of {KeyBytes}" : WebhookSecret.WeaknessOf(key);

    private IEnumerable<byte[]> Keys()
    {
        var values = options.Value.KeySecret is { Length: > 0 } name ? secrets.Find(name) : null;
        string?[] texts = options.Value.KeySecret is { Length: > 0 }
            ? [values?.Current, values?.Previous]
            : [options.Value.Key];
        return texts.Where(text => text is { Length: > 0 } && ProblemOf(text) is null)
            .Select(text => WebhookSecret.FromBase64(text!)!);
    }

    private static string IdOf(byte[] key) => Convert.ToHexStringLower(SHA256.HashData(key).AsSpan(0, 4));

    private static byte[] Bound(string tenant, string endpoint) => Encoding.UTF8.GetBytes($"{tenant} {endpoint}");
}
