namespace Stage5.Core.Secrets;

/// <summary>A secret by name, of the shared vault or of a tenant's.</summary>
/// <param name="Owner">The tenant, where it has a vault of its own.</param>
internal readonly record struct SecretKey(string Name, string? Owner);

/// <summary>A secret that was asked for, and what is held of it.</summary>
internal sealed class SecretEntry(SecretKey key, SecretHolding holding)
{
    private SecretHolding _holding = holding;

    public SecretKey Key { get; } = key;

    public SecretHolding Holding
    {
        get => Volatile.Read(ref _holding);
        set => Volatile.Write(ref _holding, value);
    }

    public DateTimeOffset? WarnedAt { get; set; }

    /// <summary>One question at a time.</summary>
    public SemaphoreSlim Asking { get; } = new(1, 1);
}
