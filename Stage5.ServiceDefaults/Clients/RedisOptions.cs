#if !USE_ASPIRE
using StackExchange.Redis;

namespace Stage5.ServiceDefaults;

/// <summary>The connection string with timeouts for a store close by, unless it sets its own.</summary>
internal static class RedisOptions
{
    public static ConfigurationOptions Parse(string connectionName, string? connectionString)
    {
        if (string.IsNullOrWhiteSpace(connectionString))
        {
            throw new InvalidOperationException(
                $"The connection string '{connectionName}' is missing: set ConnectionStrings:{connectionName}.");
        }

        var options = ConfigurationOptions.Parse(connectionString);
        options.AbortOnConnectFail = false;
        options.ReconnectRetryPolicy = new ExponentialRetry(250, 5_000);
        Default("connectTimeout", () => options.ConnectTimeout = 2_000);
        Default("connectRetry", () => options.ConnectRetry = 1);
        Default("syncTimeout", () => options.SyncTimeout = 3_000);
        Default("keepAlive", () => options.KeepAlive = 15);
        return options;

        void Default(string key, Action set)
        {
            if (!connectionString.Contains(key + "=", StringComparison.OrdinalIgnoreCase))
            {
                set();
            }
        }
    }
}
#endif
