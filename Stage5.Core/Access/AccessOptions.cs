namespace Stage5.Core.Access;

/// <summary>Section <c>Stage5:Access</c>.</summary>
public sealed class AccessOptions
{
    public const string Section = "Stage5:Access";

    /// <summary>
    /// Base64 SubjectPublicKeyInfo (P-256) that development tokens are checked with. The AppHost sets it on a
    /// developer's machine; empty means that no development token is accepted.
    /// </summary>
    public string? DevelopmentPublicKey { get; set; }

    /// <summary>How long a dashboard's access token lives.</summary>
    public TimeSpan SessionAccessLifetime { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How long a dashboard session lives in all.</summary>
    public TimeSpan SessionLifetime { get; set; } = TimeSpan.FromHours(12);
}
