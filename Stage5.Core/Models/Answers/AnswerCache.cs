using Microsoft.Extensions.Logging;
using Stage5.Core.Settings;
using Stage5.Core.Storage;

namespace Stage5.Core.Models.Answers;

/// <summary>
/// Answers of models, kept per tenant, and one call of a model for all who ask the same at once, in whatever process.
/// A store that is away costs calls and never a turn.
/// </summary>
public sealed partial class AnswerCache
{
    private static readonly TimeSpan ToldAway = TimeSpan.FromMinutes(1);

    private readonly ILogger<AnswerCache> _logger;
    private readonly AnswerSignals _signals;
    private readonly Lock _gate = new();
    private readonly Dictionary<(string Tenant, AnswerKey Key), AnswerFlight> _flights = [];
    private readonly LiveSettings? _settings;
    private long? _toldAt;

    internal AnswerCache(
        Store store, AnswerOptions options, TimeProvider time, ILogger<AnswerCache> logger, LiveSettings? settings = null)
    {
        _settings = settings;
        (Store, Options, Time, _logger) = (new AnswerStore(store, options), options, time, logger);
        _signals = new AnswerSignals(store);
    }

    internal AnswerStore Store { get; }

    internal AnswerOptions Options { get; }

    internal TimeProvider Time { get; }

    /// <summary>
    /// The answer, or the lead over it; while another leads, waits for its answer or for its lead to end. A leader
    /// that died is waited for no longer than its lease.
    /// </summary>
    /// <exception cref="OperationCanceledException">The caller does not want it any more.</exception>
    /// <exception cref="ArgumentException">The tenant's name is not valid.</exception>
    public async Task<AnswerTicket> EnterAsync(string tenant, AnswerKey key, CancellationToken ct = default)
    {
        _ = Keys.Root(tenant);
        var ticket = IsOn(tenant) ? await FindAsync(tenant, key, ct) : new AnswerTicket(null, waited: false);
        if (IsOn(tenant)) AnswerMetrics.LookedUp(ticket);
        return ticket;
    }

    /// <summary>The answer is not given to anybody any more. A store that is away keeps it until it is asked again.</summary>
    public async Task ForgetAsync(string tenant, AnswerKey key)
    {
        try
        {
            if (IsOn(tenant)) await Store.ForgetAsync(tenant, key);
        }
        catch (Exception e) when (AnswerStore.IsAway(e))
        {
            // The next one who asks is given it, and forgets it.
        }
    }

    private bool IsOn(string tenant) =>
        _settings?.IsOn(tenant, SettingNames.Answers, Options.Enabled) ?? Options.Enabled;

    private async Task<AnswerTicket> FindAsync(string tenant, AnswerKey key, CancellationToken ct)
    {
        for (var waited = false; ; waited = true)
        {
            ct.ThrowIfCancellationRequested();
            var (flight, first) = Board(tenant, key);
            if (first) return await FlyAsync(flight, waited, ct);
            if (await flight.Ended.WaitAsync(ct) is { Answer: { } answer } end)
                return new AnswerTicket(answer, waited || end.Asked);
        }
    }

    private (AnswerFlight Flight, bool First) Board(string tenant, AnswerKey key)
    {
        lock (_gate)
        {
            if (_flights.TryGetValue((tenant, key), out var flight)) return (flight, false);
            _flights[(tenant, key)] = flight = new AnswerFlight(tenant, key, Landed);
            return (flight, true);
        }
    }

    private void Landed(AnswerFlight flight)
    {
        lock (_gate)
        {
            if (_flights.GetValueOrDefault((flight.Tenant, flight.Key)) == flight)
                _flights.Remove((flight.Tenant, flight.Key));
        }
    }

    /// <summary>Goes to the store for all of this process, until there is an answer or the lead.</summary>
    private async Task<AnswerTicket> FlyAsync(AnswerFlight flight, bool waited, CancellationToken ct)
    {
        var token = Guid.NewGuid().ToString("N");
        AnswerSignals.Watch? watch = null;
        try
        {
            while (true)
            {
                var entry = await Store.EnterAsync(flight.Tenant, flight.Key, token);
                if (entry.Hit is { } answer)
                {
                    flight.End(answer, waited);
                    return new AnswerTicket(answer, waited);
                }

                if (entry.Wait is not { } left)
                    return new AnswerTicket(null, waited, new AnswerLead(this, flight, token, held: !entry.Unreadable));
                waited = true;
                if (watch is not null)
                    await watch.WaitAsync(left < Options.Poll ? left : Options.Poll, Time, ct);
                else
                    // Then asked again: what was told before it listened was not heard.
                    watch = await _signals.JoinAsync(flight.Tenant, flight.Key, ct);
            }
        }
        catch (Exception e) when (AnswerStore.IsAway(e))
        {
            TellAway(e);
            return new AnswerTicket(null, waited, new AnswerLead(this, flight, token, held: false));
        }
        catch
        {
            flight.End(answer: null, asked: waited);
            throw;
        }
        finally
        {
            watch?.Dispose();
        }
    }

    internal void TellAway(Exception exception)
    {
        lock (_gate)
        {
            if (_toldAt is { } told && Time.GetElapsedTime(told) < ToldAway) return;
            _toldAt = Time.GetTimestamp();
        }

        LogAway(exception);
    }

    internal void TellLost(string tenant) => LogLost(tenant);

    [LoggerMessage(1030, LogLevel.Warning,
        "The store of answers is away: models are asked for what may be known, and for the same more than once.")]
    private partial void LogAway(Exception exception);

    [LoggerMessage(1031, LogLevel.Warning,
        "The lead over an answer of tenant {Tenant} ended before its call did; another may ask the same.")]
    private partial void LogLost(string tenant);
}
