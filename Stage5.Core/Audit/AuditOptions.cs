using System.ComponentModel.DataAnnotations;
using Stage5.Core.Configuration;

namespace Stage5.Core.Audit;

/// <summary>Section <c>Stage5:Audit</c>.</summary>
public sealed class AuditOptions : IValidatableObject
{
    public const string Section = "Stage5:Audit";

    /// <summary>
    /// Directory of the sealed segments, a subdirectory a chain; on a disk of its own where that is to be had. Empty:
    /// the chain stands in the store alone.
    /// </summary>
    [KeyExample("/var/lib/stage5/audit")]
    public string? Path { get; set; }

    /// <summary>The key that signs heads: P-256, PKCS#8 in base64. The AppHost makes one on a developer's machine.</summary>
    [KeyExample("MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0w…")]
    public string? SigningKey { get; set; }

    /// <summary>
    /// Name of the secret that has the signing key; goes before <see cref="SigningKey"/>. While it cannot be read,
    /// nothing is sealed.
    /// </summary>
    [KeyExample("audit-signing-key")]
    public string? SigningKeySecret { get; set; }

    /// <summary>Keys whose signatures are believed, besides the one that signs: SubjectPublicKeyInfo in base64.</summary>
    [KeyExample("MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE…")]
    public IList<string> PublicKeys { get; } = [];

    /// <summary>Records in one segment.</summary>
    [Range(100, 1_000_000)]
    public int SegmentRecords { get; set; } = 10_000;

    /// <summary>How long records are kept.</summary>
    public TimeSpan Retention { get; set; } = TimeSpan.FromDays(400);

    /// <summary>The same for single tenants.</summary>
    [KeyExample("30.00:00:00")]
    public IDictionary<string, TimeSpan> TenantRetention { get; } = new Dictionary<string, TimeSpan>(StringComparer.Ordinal);

    /// <summary>For how long one process seals before another may.</summary>
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(10);

    public TimeSpan RetentionOf(string tenant) => TenantRetention.TryGetValue(tenant, out var own) ? own : Retention;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (SigningKey is { Length: > 0 } signing && !KeyMaterial.IsPrivateKey(signing))
            yield return new("SigningKey must be a P-256 key: PKCS#8 in base64.", [nameof(SigningKey)]);
        for (var i = 0; i < PublicKeys.Count; i++)
        {
            if (!KeyMaterial.IsPublicKey(PublicKeys[i]))
                yield return new($"PublicKeys:{i} must be a P-256 public key: SubjectPublicKeyInfo in base64.",
                    [nameof(PublicKeys)]);
        }
        if (Lease < TimeSpan.FromSeconds(2))
            yield return new("Lease must be two seconds or more.", [nameof(Lease)]);
        if (Retention < TimeSpan.FromDays(1))
            yield return new("Retention must be a day or more.", [nameof(Retention)]);
        foreach (var (tenant, time) in TenantRetention)
        {
            if (time < TimeSpan.FromDays(1))
                yield return new($"TenantRetention:{tenant} must be a day or more.", [nameof(TenantRetention)]);
        }
    }
}
