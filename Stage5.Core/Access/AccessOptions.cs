using System.ComponentModel.DataAnnotations;
using Stage5.Core.Configuration;

namespace Stage5.Core.Access;

/// <summary>Section <c>Stage5:Access</c>.</summary>
public sealed class AccessOptions : IValidatableObject
{
    public const string Section = "Stage5:Access";

    /// <summary>
    /// Base64 SubjectPublicKeyInfo (P-256) that development tokens are checked with. The AppHost sets it on a
    /// developer's machine; empty means that no development token is accepted. In production it stops the start.
    /// </summary>
    [KeyExample("MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE…")]
    public string? DevelopmentPublicKey { get; set; }

    /// <summary>How long a dashboard's access token lives.</summary>
    public TimeSpan SessionAccessLifetime { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How long a dashboard session lives in all.</summary>
    public TimeSpan SessionLifetime { get; set; } = TimeSpan.FromHours(12);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (DevelopmentPublicKey is { Length: > 0 } key && !KeyMaterial.IsPublicKey(key))
            yield return new("DevelopmentPublicKey must be a P-256 public key: SubjectPublicKeyInfo in base64.",
                [nameof(DevelopmentPublicKey)]);
        if (SessionAccessLifetime <= TimeSpan.Zero)
            yield return new("SessionAccessLifetime must be above zero.", [nameof(SessionAccessLifetime)]);
        if (SessionLifetime < SessionAccessLifetime)
            yield return new("SessionLifetime must be at least SessionAccessLifetime.", [nameof(SessionLifetime)]);
    }
}
