namespace Stage5.Core.Audit;

/// <summary>Section <c>Stage5:Audit</c>.</summary>
public sealed class AuditOptions
{
    public const string Section = "Stage5:Audit";

    /// <summary>
    /// Directory of the sealed segments, a subdirectory a chain; on a disk of its own where that is to be had. Empty:
    /// the chain stands in the store alone.
    /// </summary>
    public string? Path { get; set; }

    /// <summary>The key that signs heads: P-256, PKCS#8 in base64. The AppHost makes one on a developer's machine.</summary>
    public string? SigningKey { get; set; }

    /// <summary>Name of the secret that has the signing key; goes before <see cref="SigningKey"/>.</summary>
    public string? SigningKeySecret { get; set; }

    /// <summary>Keys whose signatures are believed, besides the one that signs: SubjectPublicKeyInfo in base64.</summary>
    public IList<string> PublicKeys { get; } = [];

    /// <summary>Records in one segment.</summary>
    public int SegmentRecords { get; set; } = 10_000;

    /// <summary>How long records are kept.</summary>
    public TimeSpan Retention { get; set; } = TimeSpan.FromDays(400);

    /// <summary>The same for single tenants.</summary>
    public IDictionary<string, TimeSpan> TenantRetention { get; } = new Dictionary<string, TimeSpan>(StringComparer.Ordinal);

    /// <summary>For how long one process seals before another may.</summary>
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(10);

    public TimeSpan RetentionOf(string tenant) => TenantRetention.TryGetValue(tenant, out var own) ? own : Retention;
}
