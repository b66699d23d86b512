using System.Reflection;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;
using Stage5.Core.Secrets;

namespace Stage5.Core.Audit;

/// <summary>
/// Tells of what happens in a process and belongs to no request: its start, and each version of a secret it takes on.
/// What the store does not take is kept and tried again, in order.
/// </summary>
internal sealed class AuditWitness : BackgroundService, ISecretWitness
{
    private const int Most = 1_000;
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan FlushEvery = TimeSpan.FromSeconds(5);

    private readonly AuditLog _log;
    private readonly AuditBursts _bursts;
    private readonly TimeProvider _time;
    private readonly ILogger<AuditWitness> _logger;
    private readonly Channel<AuditEntry> _entries = Channel.CreateBounded<AuditEntry>(
        new BoundedChannelOptions(Most) { FullMode = BoundedChannelFullMode.DropWrite });

    public AuditWitness(
        AuditLog log, AuditBursts bursts, IHostEnvironment host, TimeProvider time, ILogger<AuditWitness> logger)
    {
        (_log, _bursts, _time, _logger) = (log, bursts, time, logger);
        _entries.Writer.TryWrite(new AuditEntry(
            AuditChains.Platform, AuditActor.System, "process.started", $"process/{host.ApplicationName}")
        {
            Details = new JsonObject
            {
                ["version"] = typeof(AuditWitness).Assembly
                    .GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion,
                ["environment"] = host.EnvironmentName,
                ["machine"] = Environment.MachineName,
                ["process"] = Environment.ProcessId,
            },
        });
    }

    /// <inheritdoc/>
    public void Took(string name, string? owner, string? before, string version) => _entries.Writer.TryWrite(new AuditEntry(
        AuditChains.Platform, AuditActor.System, before is null ? "secret.read" : "secret.changed", $"secret/{name}")
    {
        Before = before is null ? null : new JsonObject { ["version"] = before },
        After = new JsonObject { ["version"] = version },
        Details = owner is null ? null : new JsonObject { ["tenant"] = owner },
    });

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await Task.WhenAll(WriteAsync(stoppingToken), FlushAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            await _bursts.FlushAsync(all: true);
        }
    }

    private async Task FlushAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(FlushEvery, _time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
            await _bursts.FlushAsync();
    }

    private async Task WriteAsync(CancellationToken stoppingToken)
    {
        await foreach (var entry in _entries.Reader.ReadAllAsync(stoppingToken))
        {
            for (var told = false; ; told = true)
            {
                try
                {
                    await _log.AppendAsync(entry, stoppingToken);
                    break;
                }
                catch (Exception e) when (e is RedisException or TimeoutException)
                {
                    if (!told)
                        _logger.NotRecorded(e, entry.Action, entry.Resource);
                    await Task.Delay(Again, _time, stoppingToken);
                }
            }
        }
    }
}
