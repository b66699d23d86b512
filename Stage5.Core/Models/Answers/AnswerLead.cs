namespace Stage5.Core.Models.Answers;

/// <summary>The lead over one answer, kept alive while its holder works.</summary>
internal sealed class AnswerLead : IAsyncDisposable
{
    private readonly AnswerCache _cache;
    private readonly AnswerFlight _flight;
    private readonly string _token;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _renewing;
    private bool _held;
    private bool _answered;
    private bool _disposed;

    /// <param name="held">False when the store did not give the lead: it is away, and nothing is to be renewed.</param>
    public AnswerLead(AnswerCache cache, AnswerFlight flight, string token, bool held)
    {
        (_cache, _flight, _token, _held) = (cache, flight, token, held);
        _renewing = held ? RenewAsync() : Task.CompletedTask;
    }

    public async Task StoreAsync(CachedAnswer answer, CancellationToken ct)
    {
        _answered = true;
        _flight.End(answer, asked: true);
        if (answer.Text.Length > _cache.Options.MaxAnswerLength) return;
        try
        {
            await _cache.Store.PutAsync(_flight.Tenant, _flight.Key, _token, answer, ct);
            _held = false;
        }
        catch (Exception e) when (AnswerStore.IsAway(e))
        {
            _cache.TellAway(e);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_disposed) return;
        _disposed = true;
        await _stop.CancelAsync();
        await _renewing;
        _stop.Dispose();
        try
        {
            if (_held) await _cache.Store.ReleaseAsync(_flight.Tenant, _flight.Key, _token);
        }
        catch (Exception e) when (AnswerStore.IsAway(e))
        {
            // The lease ends by itself.
            _cache.TellAway(e);
        }
        finally
        {
            // After the release: who is woken finds the lead free.
            _flight.End(answer: null, asked: true);
        }
    }

    private async Task RenewAsync()
    {
        using var timer = new PeriodicTimer(_cache.Options.Lease / 3, _cache.Time);
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token))
            {
                if (!await TryRenewAsync()) return;
            }
        }
        catch (OperationCanceledException)
        {
            // The ticket is closed.
        }
    }

    private async Task<bool> TryRenewAsync()
    {
        try
        {
            if (await _cache.Store.RenewAsync(_flight.Tenant, _flight.Key, _token)) return true;
            if (!_stop.IsCancellationRequested && !_answered) _cache.TellLost(_flight.Tenant);
            return false;
        }
        catch (Exception e) when (AnswerStore.IsAway(e))
        {
            _cache.TellAway(e);
            return true;
        }
    }
}
