namespace Stage5.Core.Guards;

/// <summary>
/// A place among the tenant's calls and the money its call may cost at worst, under a lease that is renewed until
/// settled or disposed.
/// </summary>
public sealed class Hold : IAsyncDisposable
{
    private readonly GuardStore _store;
    private readonly HoldKeeper _keeper;
    private long _held;
    private Settlement? _settlement;
    private int _closed;

    internal Hold(string id, GuardSubject subject, GuardStore store, HoldKeeper keeper) =>
        (Id, Subject, _store, _keeper) = (id, subject, store, keeper);

    /// <summary>A UUIDv7; names the hold in the ledger.</summary>
    public string Id { get; }

    public GuardSubject Subject { get; }

    /// <summary>Micro-units held now.</summary>
    public long HeldMicros => Volatile.Read(ref _held);

    internal TrafficClass Class { get; private set; }

    // Set once a try of settling may have taken effect without our hearing so.
    internal bool Uncertain { get; set; }

    /// <summary>Holds the first of the worst cases that the budgets allow, instead of what is held now.</summary>
    /// <remarks>
    /// A turn that has already spent something, on a provider that failed, puts that into each worst case.
    /// </remarks>
    /// <returns>Its index, or -1 and why not; what was held before is then still held.</returns>
    public async Task<(int Target, GuardDenial? Denial)> ReserveAsync(
        IReadOnlyList<long?> worstCases, CancellationToken cancellationToken)
    {
        var reply = await _store.ReserveAsync(this, worstCases, cancellationToken);
        if (reply.Denied)
        {
            var denial = reply.Denial();
            GuardMetrics.Admitted(Class, denial.Code);
            return (-1, denial);
        }
        Volatile.Write(ref _held, reply.Amount);
        return (reply.Target, null);
    }

    /// <summary>
    /// Charges what was really spent, releases the rest and the place. Doing it again does nothing.
    /// </summary>
    /// <exception cref="StackExchange.Redis.RedisException">The store is away. Settle again, or dispose: that
    /// settles in the background.</exception>
    public async Task SettleAsync(Settlement settlement, CancellationToken cancellationToken)
    {
        var first = Interlocked.CompareExchange(ref _settlement, settlement, null) ?? settlement;
        if (Volatile.Read(ref _closed) == 0)
            await TrySettleAsync(first, cancellationToken);
    }

    /// <summary>
    /// The same, off the caller's path: retried in the background, finished before the process stops. If the
    /// process dies first the lease ends and the hold is charged in full.
    /// </summary>
    public void SettleLater(Settlement settlement)
    {
        if (Interlocked.CompareExchange(ref _settlement, settlement, null) is null)
            _keeper.Settle(this, settlement);
    }

    /// <summary>Releases everything if it was not settled: nothing was spent.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.CompareExchange(ref _settlement, Settlement.Nothing, null) is { } begun)
        {
            // A settlement that failed is finished in the background; one under way there already is.
            if (Volatile.Read(ref _closed) == 0)
                _keeper.Settle(this, begun);
            return;
        }

        try
        {
            await TrySettleAsync(Settlement.Nothing, CancellationToken.None);
        }
        catch (Exception)
        {
            // Tried again, or given up and told of, in the background: a disposal does not throw.
            _keeper.Settle(this, Settlement.Nothing);
        }
    }

    internal void Start(long held, TrafficClass @class)
    {
        Volatile.Write(ref _held, held);
        Class = @class;
        _keeper.Add(this);
        GuardMetrics.Opened(@class, 1);
    }

    /// <summary>Nobody heard whether it was given: whatever the store holds under this id is released.</summary>
    internal void Abandon()
    {
        if (Interlocked.CompareExchange(ref _settlement, Settlement.Nothing, null) is null)
            _keeper.Settle(this, Settlement.Nothing);
    }

    internal async Task TrySettleAsync(Settlement settlement, CancellationToken cancellationToken)
    {
        try
        {
            await _store.SettleAsync(this, settlement, cancellationToken);
        }
        catch
        {
            Uncertain = true;
            throw;
        }

        if (Interlocked.Exchange(ref _closed, 1) == 0 && _keeper.Remove(this))
            GuardMetrics.Opened(Class, -1);
        Volatile.Write(ref _held, 0);
    }
}
