namespace Stage5.Core.Secrets;

/// <summary>One version of a secret as a vault told it.</summary>
internal sealed record SecretVersion(
    string Id, string Value, DateTimeOffset? CreatedAt, DateTimeOffset? NotBefore, DateTimeOffset? ExpiresAt)
{
    /// <summary>From when it counts as the current one, where the vault says.</summary>
    public DateTimeOffset? Since => NotBefore > CreatedAt ? NotBefore : CreatedAt ?? NotBefore;

    public bool IsExpired(DateTimeOffset now) => ExpiresAt <= now;

    public bool IsPending(DateTimeOffset now) => NotBefore > now;

    /// <summary>No value is ever printed.</summary>
    public override string ToString() => $"version {Id}";
}
