using System.Net.Sockets;

namespace Stage5.LocalAspire;

internal sealed class HealthProbe(IHttpClientFactory clients)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    /// <returns>Null when the replica answers as it should, otherwise what is wrong.</returns>
    internal async Task<string?> ProblemAsync(Replica replica, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(Limit);
        try
        {
            return replica.Resource switch
            {
                RedisResource redis => await StoreServer.ProblemAsync(
                    redis.Endpoints[0].Ports[0], (await redis.Password.GetValueAsync(limit.Token))!, limit.Token),
                { Health: { } health } => await GetAsync(replica, health, limit.Token),
                _ => null,
            };
        }
        // A process that is stopped refuses the probe before the probe hears that it is stopped.
        catch (Exception error) when (error is HttpRequestException or IOException or SocketException
            || (error is OperationCanceledException && !cancel.IsCancellationRequested))
        {
            return error.Message;
        }
    }

    private async Task<string?> GetAsync(Replica replica, HealthPath health, CancellationToken cancel)
    {
        var url = new Uri(replica.Resource.Endpoint(health.EndpointName).Url(replica.Index) + health.Path);
        using var answer = await clients.CreateClient().GetAsync(url, cancel);
        return (int)answer.StatusCode == health.StatusCode
            ? null
            : $"GET {health.Path} answered {(int)answer.StatusCode}";
    }
}
