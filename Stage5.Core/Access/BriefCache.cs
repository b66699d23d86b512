namespace Stage5.Core.Access;

/// <summary>
/// What a process may go by for a short while before it asks the store again. It is counted from before the store
/// was asked; callers at the same time share one question.
/// </summary>
/// <param name="most">How long a value is good.</param>
/// <param name="read">Asks the store; is given the last value for the key, null for none.</param>
internal sealed class BriefCache<T>(TimeProvider time, TimeSpan most, Func<string, T?, Task<T?>> read)
    where T : class
{
    private const int Capacity = 10_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    public Task<T?> GetAsync(string key, CancellationToken ct)
    {
        lock (_gate)
        {
            if (_entries.TryGetValue(key, out var held) && IsGood(held))
                return held.Value.WaitAsync(ct);
            if (_entries.Count >= Capacity)
                _entries.Clear();
            var entry = new Entry(time.GetTimestamp(), held?.Last);
            entry.Value = Task.Run(() => ReadAsync(key, entry), CancellationToken.None);
            _entries[key] = entry;
            return entry.Value.WaitAsync(ct);
        }
    }

    /// <summary>The value is not good any more; it is still the last one.</summary>
    public void Drop(string key)
    {
        lock (_gate)
        {
            if (_entries.TryGetValue(key, out var held))
                held.Dropped = true;
        }
    }

    /// <summary>The key is not worth remembering.</summary>
    public void Forget(string key)
    {
        lock (_gate)
            _entries.Remove(key);
    }

    private async Task<T?> ReadAsync(string key, Entry entry)
    {
        var value = await read(key, entry.Last);
        entry.Last = value ?? entry.Last;
        return value;
    }

    private bool IsGood(Entry held) =>
        !held.Dropped && !held.Value.IsFaulted && !held.Value.IsCanceled && time.GetElapsedTime(held.Asked) < most;

    private sealed class Entry(long asked, T? last)
    {
        private T? _last = last;

        public long Asked => asked;

        public Task<T?> Value { get; set; } = Task.FromResult<T?>(null);

        /// <summary>The value, or the one before where there is none yet.</summary>
        public T? Last
        {
            get => Volatile.Read(ref _last);
            set => Volatile.Write(ref _last, value);
        }

        public bool Dropped { get; set; }
    }
}
