namespace Stage5.Core.Secrets;

/// <summary>What a vault answered to one question. Reasons are sentences for people, without values.</summary>
internal abstract record VaultAnswer
{
    private VaultAnswer()
    {
    }

    /// <param name="PendingUntil">When a newer version, not good yet, becomes the current one.</param>
    public sealed record Found(SecretVersion Version, DateTimeOffset? PendingUntil = null) : VaultAnswer;

    /// <summary>It has no secret of that name: the next source may.</summary>
    public sealed record NotThere(string Reason) : VaultAnswer;

    /// <summary>Forbidden, disabled, expired: nothing may be served, from no source.</summary>
    public sealed record Refused(string Reason, DateTimeOffset? ExpiredAt = null) : VaultAnswer;

    /// <summary>No answer, throttled or broken: what is held stays good.</summary>
    public sealed record Away(string Reason, TimeSpan? RetryAfter = null) : VaultAnswer;
}
