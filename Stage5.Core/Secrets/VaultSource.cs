using Azure.Security.KeyVault.Secrets;

namespace Stage5.Core.Secrets;

/// <summary>One vault. Asked to leave it alone for a while, it is left alone, whatever name is wanted.</summary>
internal sealed class VaultSource(SecretClient client, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private long _quietUntil;

    /// <summary>The version that is good now: the newest, or while that is not good yet, the one before.</summary>
    /// <param name="held">The version held, for an identity that may read but not list.</param>
    public async Task<VaultAnswer> CurrentAsync(string name, SecretVersion? held, CancellationToken cancellationToken)
    {
        if (!IsName(name))
            return new VaultAnswer.NotThere("A vault's names are 1 to 127 letters, digits and dashes.");
        var newest = await ReadAsync(name, version: null, cancellationToken);
        if (newest is not VaultAnswer.Found { Version: var version })
            return newest;
        var now = time.GetUtcNow();
        if (version.IsExpired(now))
            return new VaultAnswer.Refused(
                $"Its current version expired at {version.ExpiresAt:u}. Make a new one.", version.ExpiresAt);
        if (!version.IsPending(now))
            return newest;
        var older = await BeforeAsync(name, version, cancellationToken);
        if (older is VaultAnswer.Refused && held is not null && held.Id != version.Id)
            older = await ReadAsync(name, held.Id, cancellationToken);
        return older switch
        {
            VaultAnswer.Found before => before with { PendingUntil = version.NotBefore },
            VaultAnswer.Away away => away,
            _ => new VaultAnswer.Refused($"It is not good before {version.NotBefore:u}, and no version before it is good."),
        };
    }

    /// <summary>The newest version older than this one that is enabled and good now.</summary>
    public async Task<VaultAnswer> BeforeAsync(string name, SecretVersion version, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var older = new List<SecretProperties>();
        var failure = await TryAsync(
            async token =>
            {
                await foreach (var one in client.GetPropertiesOfSecretVersionsAsync(name, token))
                {
                    if (one.Version != version.Id && one.Enabled != false && !(one.NotBefore > now)
                        && !(one.ExpiresOn <= now) && !(one.CreatedOn > version.CreatedAt))
                        older.Add(one);
                }
            },
            cancellationToken);
        if (failure is not null)
            return failure;
        return older.MaxBy(one => one.CreatedOn) is { } before
            ? await ReadAsync(name, before.Version, cancellationToken)
            : new VaultAnswer.NotThere("There is no version before it.");
    }

    /// <param name="version">Null for the newest.</param>
    public async Task<VaultAnswer> ReadAsync(string name, string? version, CancellationToken cancellationToken)
    {
        SecretVersion? found = null;
        var failure = await TryAsync(
            async token =>
            {
                var secret = (await client.GetSecretAsync(name, version, token)).Value;
                var about = secret.Properties;
                found = new SecretVersion(
                    about.Version ?? "", secret.Value ?? "", about.CreatedOn, about.NotBefore, about.ExpiresOn);
            },
            cancellationToken);
        return failure ?? (found is { Value.Length: > 0 }
            ? new VaultAnswer.Found(found)
            : new VaultAnswer.Refused("Its current version is empty."));
    }

    private async Task<VaultAnswer?> TryAsync(Func<CancellationToken, Task> call, CancellationToken cancellationToken)
    {
        var quiet = new DateTimeOffset(Volatile.Read(ref _quietUntil), TimeSpan.Zero) - time.GetUtcNow();
        if (quiet > TimeSpan.Zero)
            return new VaultAnswer.Away("The vault is throttling us (429).", quiet);
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            await call(either.Token);
            return null;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            var answer = VaultFailures.For(e, time.GetUtcNow());
            if (answer is VaultAnswer.Away { RetryAfter: { } wait })
                Volatile.Write(ref _quietUntil, (time.GetUtcNow() + wait).UtcTicks);
            return answer;
        }
    }

    private static bool IsName(string name) =>
        name.Length is > 0 and <= 127 && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '-');
}
