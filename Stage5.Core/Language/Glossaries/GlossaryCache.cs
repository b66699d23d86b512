using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Stage5.Core.Language.Glossaries.Storing;

namespace Stage5.Core.Language.Glossaries;

/// <summary>
/// The glossaries that this process has in memory. A newer version is fetched and built beside the one in use,
/// once for all who ask; only who must see it waits.
/// </summary>
internal sealed partial class GlossaryCache(
    GlossaryStore store, IOptions<GlossaryOptions> options, ILogger<GlossaryCache> logger)
{
    /// <summary>An empty glossary takes room too.</summary>
    private const int LeastSize = 10;

    private const int MostTries = 5;

    private readonly ConcurrentDictionary<GlossaryBook, Holder> _holders = new();
    private long _uses;

    /// <summary>The glossary at its newest, or older while that is being built.</summary>
    /// <param name="head">Where it stands in the store.</param>
    /// <param name="atLeast">The oldest version that the caller may see.</param>
    public async ValueTask<GlossarySnapshot> GetAsync(
        GlossaryBook book, GlossaryHead head, long atLeast, CancellationToken ct)
    {
        if (head.Version == 0) return GlossarySnapshot.Empty(book);
        var holder = _holders.GetOrAdd(book, static _ => new Holder());
        holder.LastUse = Interlocked.Increment(ref _uses);
        for (var tries = 1; ; tries++)
        {
            var current = holder.Current;
            if (current?.Version >= head.Version) return current;
            var refresh = holder.Once(() => RefreshAsync(book, holder));
            if (current?.Version >= atLeast) return current;
            await refresh.WaitAsync(ct);
            if (holder.Current?.Version >= atLeast) return holder.Current;
            if (tries == MostTries)
                throw new TimeoutException("The glossary changes faster than it can be read.");
        }
    }

    private async Task RefreshAsync(GlossaryBook book, Holder holder)
    {
        try
        {
            var before = holder.Current;
            holder.Current = (await ReadAsync(book, before)).Prepared(before);
            Evict(holder);
        }
        catch (Exception e)
        {
            RefreshFailed(logger, e, book.Tenant, book.Scope.ToString());
            throw;
        }
    }

    private async Task<GlossarySnapshot> ReadAsync(GlossaryBook book, GlossarySnapshot? before)
    {
        if (before is not null && await store.ChangesAsync(
            book, before.Generation, before.Version, CancellationToken.None) is var (version, changes))
            return before.With(version, changes);

        for (var tries = 1; ; tries++)
        {
            var head = await store.HeadAsync(book, "", CancellationToken.None);
            var entries = await store.LoadAsync(book, head, CancellationToken.None);
            // Pages are read while others write: what changed meanwhile is read again.
            if (await store.ChangesAsync(
                book, head.Generation, head.Version, CancellationToken.None) is var (now, changed))
            {
                var read = GlossarySnapshot.Of(book, now, head.Generation, entries);
                return changed.Count == 0 ? read : read.With(now, changed);
            }

            if (tries == MostTries)
                throw new TimeoutException("The glossary changes faster than it can be read.");
        }
    }

    private void Evict(Holder newest)
    {
        var holders = _holders.ToArray();
        var size = holders.Sum(one => one.Value.Size);
        foreach (var (book, holder) in holders.OrderBy(one => one.Value.LastUse))
        {
            if (size <= options.Value.CachedTerms) return;
            if (holder == newest) continue;
            if (_holders.TryRemove(book, out _)) size -= holder.Size;
        }
    }

    private sealed class Holder
    {
        private readonly Lock _gate = new();
        private volatile GlossarySnapshot? _current;
        private Task? _refresh;

        public GlossarySnapshot? Current
        {
            get => _current;
            set => _current = value;
        }

        public long LastUse { get; set; }

        public int Size => Math.Max(LeastSize, _current?.Count ?? 0);

        /// <summary>One run at a time; whoever comes while it runs shares it.</summary>
        public Task Once(Func<Task> run)
        {
            lock (_gate)
                return _refresh is { IsCompleted: false } ? _refresh : _refresh = Task.Run(run);
        }
    }

    [LoggerMessage(1010, LogLevel.Warning, "The {Scope} glossary of tenant {Tenant} could not be read.")]
    private static partial void RefreshFailed(ILogger logger, Exception exception, string tenant, string scope);
}
