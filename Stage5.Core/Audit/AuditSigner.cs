using System.Buffers.Text;
using System.Security.Cryptography;

namespace Stage5.Core.Audit;

/// <summary>Signs heads with the installation's key (ECDSA, P-256).</summary>
public sealed class AuditSigner : IDisposable
{
    private readonly ECDsa _key;

    /// <param name="privateKey">PKCS#8 in base64.</param>
    /// <exception cref="FormatException">It is no P-256 key.</exception>
    public AuditSigner(string privateKey)
    {
        _key = ECDsa.Create();
        try
        {
            _key.ImportPkcs8PrivateKey(Convert.FromBase64String(privateKey), out _);
        }
        catch (Exception e) when (e is FormatException or CryptographicException)
        {
            _key.Dispose();
            throw new FormatException("The audit's signing key is no PKCS#8 key in base64.", e);
        }
        if (_key.KeySize != 256)
        {
            _key.Dispose();
            throw new FormatException("The audit's signing key is no P-256 key.");
        }
        PublicKey = _key.ExportSubjectPublicKeyInfo();
        KeyId = KeyIdOf(PublicKey);
    }

    /// <summary>SubjectPublicKeyInfo: what whoever verifies needs, and all they need.</summary>
    public byte[] PublicKey { get; }

    public string KeyId { get; }

    public static string KeyIdOf(ReadOnlySpan<byte> publicKey) => Base64Url.EncodeToString(SHA256.HashData(publicKey));

    /// <summary>The head with its signature.</summary>
    public AuditHead Sign(AuditHead head) => head with
    {
        KeyId = KeyId,
        Signature = Base64Url.EncodeToString(_key.SignData(head.Payload(), HashAlgorithmName.SHA256)),
    };

    public void Dispose() => _key.Dispose();
}
