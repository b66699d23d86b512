using System.ComponentModel.DataAnnotations;
using System.Net;

namespace Stage5.Core.Webhooks;

/// <summary>Section <c>Stage5:Webhooks</c>.</summary>
public sealed class WebhookOptions : IValidatableObject
{
    public const string Section = "Stage5:Webhooks";

    /// <summary>
    /// Name of the secret with the key that endpoints' secrets are sealed under: 32 bytes in base64. Goes before
    /// <see cref="Key"/>.
    /// </summary>
    public string? KeySecret { get; set; }

    /// <summary>The key itself; the AppHost hands one over on a developer's machine.</summary>
    public string? Key { get; set; }

    /// <summary>
    /// Networks (CIDR) that endpoints may have although they are not public: an own proxy, a development machine. Over
    /// http only loopback, and only where it is named here.
    /// </summary>
    public IList<string> AllowedNetworks { get; } = [];

    /// <summary>Endpoints of a tenant.</summary>
    [Range(1, 100)]
    public int MostEndpoints { get; set; } = 20;

    /// <summary>Calls one worker has open at once.</summary>
    [Range(1, 512)]
    public int Concurrency { get; set; } = 32;

    /// <summary>Calls of one endpoint at once, while it answers as it should; one otherwise.</summary>
    [Range(1, 64)]
    public int PerEndpoint { get; set; } = 4;

    /// <summary>How long an endpoint may take to answer; less than the lease.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a worker that went silent keeps a delivery.</summary>
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a delivery is tried.</summary>
    public TimeSpan TriedFor { get; set; } = TimeSpan.FromHours(24);

    /// <summary>How long a delivery is shown after it ended.</summary>
    public TimeSpan Retention { get; set; } = TimeSpan.FromDays(7);

    /// <summary>How long calls carry the signature of the secret before, too, once a new one was made.</summary>
    public TimeSpan Overlap { get; set; } = TimeSpan.FromHours(24);

    /// <summary>How often a worker looks through all tenants for what is due.</summary>
    public TimeSpan SweepInterval { get; set; } = TimeSpan.FromSeconds(1);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Lease < TimeSpan.FromSeconds(1) || Lease > TimeSpan.FromHours(1))
            yield return new("Lease must be a second to an hour.", [nameof(Lease)]);
        if (Timeout <= TimeSpan.Zero || Timeout >= Lease)
            yield return new("Timeout must be positive and less than Lease.", [nameof(Timeout)]);
        if (TriedFor < TimeSpan.FromMinutes(1) || TriedFor > TimeSpan.FromDays(14))
            yield return new("TriedFor must be a minute to 14 days.", [nameof(TriedFor)]);
        if (Retention < TimeSpan.FromMinutes(1) || Overlap < TimeSpan.Zero || SweepInterval <= TimeSpan.Zero)
            yield return new("Retention, Overlap and SweepInterval must be positive.", [nameof(Retention)]);
        foreach (var network in AllowedNetworks.Where(network => !IPNetwork.TryParse(network, out _)))
            yield return new($"AllowedNetworks: '{network}' is no network such as 10.0.0.0/8.", [nameof(AllowedNetworks)]);
        if (Key is { Length: > 0 } && WebhookSeal.ProblemOf(Key) is { } problem)
            yield return new($"Key is not usable: {problem}.", [nameof(Key)]);
    }
}
