using StackExchange.Redis;

namespace Stage5.Core.Storage;

/// <summary>The connection to the store, and how scripts are run on it.</summary>
public sealed class Store(IConnectionMultiplexer connection, StoreClock? clock = null)
{
    // Version 1.2 of the client never times out an asynchronous call to a server that hangs.
    private static readonly TimeSpan ShortestTimeout = TimeSpan.FromSeconds(5);

    private readonly StoreClock _clock = clock ?? new StoreClock();

    public IDatabase Database => connection.GetDatabase();

    public ISubscriber Subscriber => connection.GetSubscriber();

    /// <summary>
    /// Runs a script by its hash and sends its text when the store does not know it. ARGV[1] is the clock's offset
    /// in milliseconds, <paramref name="args"/> follow.
    /// </summary>
    /// <exception cref="RedisException">The store is away or refused the script.</exception>
    /// <exception cref="TimeoutException">The store did not answer; it may have run the script.</exception>
    public async Task<RedisResult> RunAsync(
        LuaScript script, RedisKey[] keys, RedisValue[] args, CancellationToken ct = default)
    {
        try
        {
            return await SendAsync("EVALSHA", script.Sha1, keys, args, ct);
        }
        catch (RedisServerException e) when (e.Message.StartsWith("NOSCRIPT", StringComparison.Ordinal))
        {
            return await SendAsync("EVAL", script.Body, keys, args, ct);
        }
    }

    /// <summary>Round trip to the store.</summary>
    /// <exception cref="RedisException">The store is away.</exception>
    /// <exception cref="TimeoutException">The store did not answer.</exception>
    public Task<TimeSpan> PingAsync(CancellationToken ct = default) => InTimeAsync(Database.PingAsync(), ct);

    /// <summary>Waits for a call to the store, but not for ever.</summary>
    /// <exception cref="TimeoutException">The store did not answer; the call may have taken effect.</exception>
    public async Task<T> InTimeAsync<T>(Task<T> call, CancellationToken ct = default)
    {
        await InTimeAsync((Task)call, ct);
        return await call;
    }

    /// <inheritdoc cref="InTimeAsync{T}"/>
    public async Task InTimeAsync(Task call, CancellationToken ct = default) =>
        // Version 1.2 of the client resumes callers one after the other on one thread, where a caller that
        // computes or blocks would hold up every other: leave that thread.
        await call.WaitAsync(Timeout, ct).ConfigureAwait(ConfigureAwaitOptions.ForceYielding);

    private TimeSpan Timeout
    {
        get
        {
            var configured = TimeSpan.FromMilliseconds(connection.TimeoutMilliseconds);
            return configured > ShortestTimeout ? configured : ShortestTimeout;
        }
    }

    private Task<RedisResult> SendAsync(
        string command, string script, RedisKey[] keys, RedisValue[] args, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var line = new object[3 + keys.Length + args.Length];
        line[0] = script;
        line[1] = keys.Length;
        for (var i = 0; i < keys.Length; i++)
            line[2 + i] = keys[i];
        line[2 + keys.Length] = _clock.OffsetMilliseconds;
        for (var i = 0; i < args.Length; i++)
            line[3 + keys.Length + i] = args[i];
        return InTimeAsync(Database.ExecuteAsync(command, line), ct);
    }
}
