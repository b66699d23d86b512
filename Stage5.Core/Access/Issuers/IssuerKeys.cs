using Microsoft.Extensions.Logging;

namespace Stage5.Core.Access.Issuers;

/// <summary>
/// The keys of one issuer: read when first needed, read again ahead of their end and when a token names a key that
/// they lack, but never more often than the floor allows and never twice at once. While the issuer is away the last
/// ones are believed for a bounded time.
/// </summary>
internal sealed class IssuerKeys(
    string name, IssuerOptions options, IssuerDiscovery discovery, TimeProvider time, ILogger<IssuerKeys> logger)
{
    private readonly Lock _gate = new();
    private IssuerMetadata? _held;
    private DateTimeOffset? _triedAt;
    private Task _reading = Task.CompletedTask;

    /// <summary>The keys to verify a token with that names this one; null when none can be believed now.</summary>
    public async ValueTask<IssuerMetadata?> FindAsync(string? keyId, CancellationToken ct)
    {
        var held = Volatile.Read(ref _held);
        if (held is null || IsOver(held) || !held.Keys.Find(keyId).Any())
            await ReadAgain().WaitAsync(ct);
        else if (time.GetUtcNow() >= held.ReadAt + options.KeysRefresh)
            _ = ReadAgain();
        held = Volatile.Read(ref _held);
        return held is null || IsOver(held) ? null : held;
    }

    private bool IsOver(IssuerMetadata held) => time.GetUtcNow() >= held.ReadAt + options.KeysKept;

    private Task ReadAgain()
    {
        lock (_gate)
        {
            var now = time.GetUtcNow();
            if (!_reading.IsCompleted || now < _triedAt + options.KeysFloor)
                return _reading;
            _triedAt = now;
            // Not the caller's to cancel: others wait for it too.
            return _reading = Task.Run(ReadAsync);
        }
    }

    private async Task ReadAsync()
    {
        try
        {
            var read = await discovery.ReadAsync(options);
            Volatile.Write(ref _held, read);
            logger.KeysRead(name, read.Keys.Count);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException or FormatException)
        {
            logger.KeysNotRead(name, e.Message, Volatile.Read(ref _held)?.ReadAt + options.KeysKept);
        }
    }
}
