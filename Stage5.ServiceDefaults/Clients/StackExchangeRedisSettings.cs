#if !USE_ASPIRE
namespace Aspire.StackExchange.Redis;

/// <summary>Stands in for the class of the same name in <c>Aspire.StackExchange.Redis</c>.</summary>
public sealed class StackExchangeRedisSettings
{
    /// <summary>As StackExchange.Redis reads it: <c>host:port,password=…</c>.</summary>
    public string? ConnectionString { get; set; }

    /// <summary>True leaves out the health check.</summary>
    public bool DisableHealthChecks { get; set; }

    /// <summary>True connects at first use instead of at start-up.</summary>
    public bool DisableAutoActivation { get; set; }
}
#endif
