using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using OpenTelemetry;

namespace Stage5.ServiceDefaults;

/// <summary>
/// Probes one dependency: one probe at a time whoever asks, an answer kept for a while, and a check that does not
/// come back holds up nobody and is not started a second time.
/// </summary>
internal sealed partial class DependencyProbe(
    HealthCheckRegistration registration,
    HealthOptions options,
    IServiceScopeFactory scopes,
    TimeProvider time,
    ILogger<DependencyProbe> logger)
{
    private readonly TimeSpan _timeout =
        registration.Timeout > TimeSpan.Zero ? registration.Timeout : options.Timeout;

    private readonly Lock _gate = new();
    private Task<Probed>? _running;
    private Probed? _last;

    public async Task<DependencyView> ReadAsync(CancellationToken cancellationToken)
    {
        var probed = await LatestAsync(cancellationToken);
        return new DependencyView(
            registration.Name,
            NameOf(probed.Status),
            Math.Round(probed.Duration.TotalMilliseconds, 2),
            Math.Round(time.GetElapsedTime(probed.EndedAt).TotalMilliseconds, 2),
            probed.Description);
    }

    public static string NameOf(HealthStatus status) => status switch
    {
        HealthStatus.Healthy => "healthy",
        HealthStatus.Degraded => "degraded",
        _ => "unhealthy",
    };

    private async Task<Probed> LatestAsync(CancellationToken cancellationToken)
    {
        Task<Probed> running;
        lock (_gate)
        {
            if (_last is not null && time.GetElapsedTime(_last.EndedAt) < options.CacheFor)
            {
                return _last;
            }

            running = _running ??= Start();
        }

        try
        {
            return await running.WaitAsync(_timeout, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            var late = Late(_timeout);
            lock (_gate)
            {
                _last = late;
            }

            return late;
        }
    }

    // Not in the flow of the request that asked: it may go away, and its trace is not about this.
    private Task<Probed> Start()
    {
        using (ExecutionContext.SuppressFlow())
        {
            return Task.Run(RunAsync);
        }
    }

    private async Task<Probed> RunAsync()
    {
        using var untraced = SuppressInstrumentationScope.Begin();
        using var limit = new CancellationTokenSource(_timeout, time);
        var started = time.GetTimestamp();
        var probed = await CheckAsync(started, limit.Token);
        lock (_gate)
        {
            _last = probed;
            _running = null;
        }

        return probed;
    }

    private async Task<Probed> CheckAsync(long started, CancellationToken cancellationToken)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var check = registration.Factory(scope.ServiceProvider);
            var result = await check.CheckHealthAsync(
                new HealthCheckContext { Registration = registration }, cancellationToken);
            var took = time.GetElapsedTime(started);
            return took > _timeout
                ? Late(took)
                : new Probed(result.Status, took, time.GetTimestamp(), result.Description);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return Late(time.GetElapsedTime(started));
        }
        catch (Exception exception)
        {
            // What an exception says (addresses, versions) is for the log, not for an anonymous reader.
            ProbeFailed(logger, registration.Name, exception);
            return new Probed(
                registration.FailureStatus,
                time.GetElapsedTime(started),
                time.GetTimestamp(),
                $"The probe failed: {exception.GetType().Name}.");
        }
    }

    private Probed Late(TimeSpan took) => new(
        registration.FailureStatus,
        took,
        time.GetTimestamp(),
        $"No answer within {_timeout.TotalMilliseconds:0} ms.");

    private sealed record Probed(HealthStatus Status, TimeSpan Duration, long EndedAt, string? Description);
}
