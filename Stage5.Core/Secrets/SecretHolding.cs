using Stage5.Contracts;

namespace Stage5.Core.Secrets;

/// <summary>What is held of one secret; replaced whole, so that a reader sees one moment.</summary>
internal sealed record SecretHolding
{
    private static readonly TimeSpan Soon = TimeSpan.FromDays(30);
    private static readonly TimeSpan VerySoon = TimeSpan.FromDays(7);
    private SecretValues? _alone;
    private SecretValues? _both;

    public required DateTimeOffset NextAt { get; init; }

    public SecretVersion? Current { get; init; }

    public SecretVersion? Previous { get; init; }

    public DateTimeOffset? PreviousUntil { get; init; }

    /// <summary>No vault has it, so configuration is read directly.</summary>
    public bool FromConfiguration { get; init; }

    /// <summary>It came from the vault of everybody.</summary>
    public bool FromSharedVault { get; init; }

    /// <summary>When its source last said it.</summary>
    public DateTimeOffset? SaidAt { get; init; }

    /// <summary>Why nothing is served, or why what is served may be old.</summary>
    public string? Detail { get; init; }

    /// <summary>The source did not answer the last question.</summary>
    public bool IsAway { get; init; }

    /// <summary>Questions without an answer, in a row.</summary>
    public int Failures { get; init; }

    /// <summary>Of the current version, or of the one refused because of it.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    public SecretValues? Values(DateTimeOffset now)
    {
        if (Current is not { } current || current.IsExpired(now))
            return null;
        return Previous is { } previous && PreviousUntil > now
            ? _both ??= new SecretValues(current.Value, previous.Value)
            : _alone ??= new SecretValues(current.Value, Previous: null);
    }

    public SecretState State(DateTimeOffset now)
    {
        if (ExpiresAt <= now)
            return SecretState.Expired;
        if (Current is null)
            return SecretState.Missing;
        if (ExpiresAt - now < VerySoon)
            return SecretState.ExpiresVerySoon;
        if (IsAway)
            return SecretState.Stale;
        return ExpiresAt - now < Soon ? SecretState.ExpiresSoon : SecretState.Good;
    }

    /// <summary>No value is ever printed.</summary>
    public override string ToString() => nameof(SecretHolding);
}
