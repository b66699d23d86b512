namespace Stage5.Core.Storage;

/// <summary>How long to wait before trying again.</summary>
internal static class Backoff
{
    /// <summary>Exponential with full jitter: anything from nothing to the longest wait of this attempt.</summary>
    /// <param name="attempt">1 for the attempt that failed first.</param>
    public static TimeSpan Of(int attempt, TimeSpan first, TimeSpan cap, Random random)
    {
        var doubled = first.TotalMilliseconds * Math.Pow(2, attempt - 1);
        var longest = Math.Min(cap.TotalMilliseconds, doubled);
        return TimeSpan.FromMilliseconds(random.NextDouble() * longest);
    }
}
