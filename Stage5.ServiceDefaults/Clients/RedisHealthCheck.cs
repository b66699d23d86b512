#if !USE_ASPIRE
using Microsoft.Extensions.Diagnostics.HealthChecks;
using StackExchange.Redis;

namespace Stage5.ServiceDefaults;

/// <summary>PING, sent and answered.</summary>
internal sealed class RedisHealthCheck(IConnectionMultiplexer connection) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await connection.GetDatabase().PingAsync().WaitAsync(cancellationToken);
            return HealthCheckResult.Healthy("PING was answered.");
        }
        catch (RedisConnectionException)
        {
            return Failed("There is no connection to the store.");
        }
        catch (RedisTimeoutException)
        {
            return Failed("PING was not answered in time.");
        }

        HealthCheckResult Failed(string why) => new(context.Registration.FailureStatus, why);
    }
}
#endif
