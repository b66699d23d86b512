namespace Stage5.Core.Guards;

/// <summary>
/// Sections <c>Stage5:Guards</c>, <c>Stage5:Limits</c> and <c>Stage5:Budgets</c>, as read and checked by
/// <see cref="GuardOptionsReader"/>.
/// </summary>
public sealed class GuardOptions
{
    /// <summary>How long a hold lives without being renewed; it is renewed every third of that. 30 s.</summary>
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>By tenant; what <c>Default</c> says is its own entry.</summary>
    internal Dictionary<string, TenantSettings> Tenants { get; } = new(StringComparer.OrdinalIgnoreCase);

    internal List<string> Errors { get; } = [];

    internal const string DefaultTenant = "Default";
}

/// <summary>What configuration says of one tenant; null where it says nothing.</summary>
internal sealed class TenantSettings
{
    public bool? Enforce { get; set; }

    public string? Currency { get; set; }

    public TimeZoneInfo? TimeZone { get; set; }

    public Setting? Concurrency { get; set; }

    public decimal? BatchShare { get; set; }

    /// <summary>Micro-units by scope and window.</summary>
    public Setting?[,] Hard { get; } = new Setting?[4, 4];

    /// <inheritdoc cref="Hard"/>
    public Setting?[,] Soft { get; } = new Setting?[4, 4];

    /// <summary>Requests, then tokens, a minute; each of tenant, key and user.</summary>
    public Setting?[] PerMinute { get; } = new Setting?[6];

    /// <inheritdoc cref="PerMinute"/>
    public Setting?[] Burst { get; } = new Setting?[6];
}

/// <summary>A number, or <c>none</c>: no limit, though the defaults have one.</summary>
internal sealed record Setting(long? Value);

/// <summary>A rate; none when <paramref name="PerMinute"/> is 0.</summary>
internal sealed record Rate(long PerMinute, long Burst);
