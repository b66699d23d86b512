using Microsoft.Extensions.Options;

namespace Stage5.Core.Secrets;

/// <summary>Asks a secret's sources in order, and says what is to be held from then on.</summary>
internal sealed class SecretReading(
    SecretVaults vaults,
    ConfigurationSource configuration,
    KnownSecrets known,
    IOptions<SecretOptions> options,
    TimeProvider time,
    Random random)
{
    private static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);

    public async Task<SecretHolding> ReadAsync(SecretKey key, SecretHolding held, CancellationToken cancellationToken)
    {
        var reason = "No vault is configured.";
        foreach (var vault in vaults.Of(key.Owner))
        {
            switch (await vault.CurrentAsync(key.Name, held.Current, cancellationToken))
            {
                case VaultAnswer.Found found:
                    return await HoldAsync(vault, key.Name, held, found, cancellationToken) with
                    {
                        FromSharedVault = vaults.Of(null).Contains(vault),
                    };
                case VaultAnswer.Refused refused:
                    return new SecretHolding
                    {
                        NextAt = Ahead(),
                        Detail = refused.Reason,
                        ExpiresAt = refused.ExpiredAt,
                    };
                case VaultAnswer.Away away:
                    return held with
                    {
                        NextAt = Again(held.Failures, away.RetryAfter),
                        IsAway = true,
                        Failures = held.Failures + 1,
                        Detail = away.Reason,
                    };
                case VaultAnswer.NotThere notThere:
                    reason = notThere.Reason;
                    break;
            }
        }

        return configuration.Find(key.Name) is null
            ? new SecretHolding { NextAt = Ahead(), Detail = reason }
            : new SecretHolding { NextAt = Ahead(), FromConfiguration = true };
    }

    private async Task<SecretHolding> HoldAsync(
        VaultSource vault, string name, SecretHolding held, VaultAnswer.Found found, CancellationToken cancellationToken)
    {
        var version = found.Version;
        var now = time.GetUtcNow();
        known.Add(version.Value);
        var (previous, until) = (held.Previous, held.PreviousUntil);
        if (held.Current is null && version.Since + options.Value.Overlap > now)
        {
            // Started in the middle of a rotation: who was there before it accepts both.
            previous = (await vault.BeforeAsync(name, version, cancellationToken) as VaultAnswer.Found)?.Version;
            until = version.Since + options.Value.Overlap;
        }
        else if (held.Current is { } current && current.Id != version.Id)
        {
            (previous, until) = (current, now + options.Value.Overlap);
        }
        else if (previous is not null && until > now)
        {
            // A key that leaked is disabled: then it must not stay good for the rest of the overlap.
            previous = await vault.ReadAsync(name, previous.Id, cancellationToken) switch
            {
                VaultAnswer.Found again => again.Version,
                VaultAnswer.Away => previous,
                _ => null,
            };
        }

        if (previous?.ExpiresAt < until)
            until = previous.ExpiresAt;
        if (previous is not null && until > now)
            known.Add(previous.Value);
        else
            (previous, until) = (null, null);
        var next = Ahead();
        return new SecretHolding
        {
            NextAt = found.PendingUntil < next ? found.PendingUntil.Value : next,
            Current = version,
            Previous = previous,
            PreviousUntil = until,
            SaidAt = now,
            ExpiresAt = version.ExpiresAt,
        };
    }

    // Ahead of the end of the time to live, and not everyone at once.
    private DateTimeOffset Ahead() => time.GetUtcNow() + options.Value.Cache * (0.75 + 0.1 * random.NextDouble());

    private DateTimeOffset Again(int failures, TimeSpan? asked)
    {
        var wait = FirstRetry * Math.Pow(2, Math.Min(failures, 6)) * (0.75 + 0.5 * random.NextDouble());
        if (wait > options.Value.Cache)
            wait = options.Value.Cache;
        if (asked > wait)
            wait = asked.Value < LongestWait ? asked.Value : LongestWait;
        return time.GetUtcNow() + wait;
    }
}
