namespace Stage5.Core.Storage;

/// <summary>The offset that scripts add to the store's own time. Only tests set it.</summary>
public sealed class StoreClock
{
    private long _offset;

    /// <summary>Milliseconds, 0 in production.</summary>
    public long OffsetMilliseconds
    {
        get => Volatile.Read(ref _offset);
        set => Volatile.Write(ref _offset, value);
    }

    /// <summary>Moves the store's time forward.</summary>
    public void Advance(TimeSpan by) => Interlocked.Add(ref _offset, (long)by.TotalMilliseconds);
}
