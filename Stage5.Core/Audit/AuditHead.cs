using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Stage5.Core.Audit;

/// <summary>How far a chain reaches, signed: who cuts its end off, or writes it anew, needs the key.</summary>
/// <param name="At">When it was sealed.</param>
/// <param name="KeyId">Base64url of the SHA-256 of the public key; null when nothing signs.</param>
/// <param name="Signature">Base64url, ECDSA P-256 with SHA-256 over <see cref="Payload"/>; null when nothing signs.</param>
public sealed record AuditHead(
    string Format, string Tenant, long Number, string Hash, DateTimeOffset At, string? KeyId, string? Signature)
{
    public AuditPlace Place => new(Number, Hash);

    /// <summary>What is signed: format, tenant, number, hash and time, each on a line of its own.</summary>
    public byte[] Payload() => Encoding.UTF8.GetBytes(string.Create(
        CultureInfo.InvariantCulture, $"{Format}\n{Tenant}\n{Number}\n{Hash}\n{At.ToUnixTimeMilliseconds()}\n"));

    /// <summary>Whether the key signed this head.</summary>
    /// <param name="publicKey">SubjectPublicKeyInfo, P-256.</param>
    public bool IsSignedBy(ReadOnlySpan<byte> publicKey)
    {
        if (Signature is null || KeyId != AuditSigner.KeyIdOf(publicKey) || !Base64Url.IsValid(Signature))
            return false;
        using var key = ECDsa.Create();
        key.ImportSubjectPublicKeyInfo(publicKey, out _);
        return key.VerifyData(Payload(), Base64Url.DecodeFromChars(Signature), HashAlgorithmName.SHA256);
    }
}
