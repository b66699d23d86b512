using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.Options;
using StackExchange.Redis;
using Stage5.Core.Storage;

namespace Stage5.Core.Reviews;

/// <summary>A tenant's reviews at one time, each as its entries make it.</summary>
/// <param name="Now">By the store's clock.</param>
/// <param name="Number">Of the newest entry.</param>
/// <param name="Reviews">By the number of their first entry.</param>
/// <param name="Leases">When the leases of now end, by review; leases that ran out are left out.</param>
public sealed record ReviewBoardView(
    DateTimeOffset Now, long Number, IReadOnlyList<ReviewRecord> Reviews,
    IReadOnlyDictionary<string, DateTimeOffset> Leases);

/// <summary>
/// Every tenant's reviews, computed from the ledger: what is known is kept, and only what was added since is read
/// before each answer. So an answer is never older than the question.
/// </summary>
/// <remarks>
/// Every method throws <see cref="RedisException"/> or <see cref="TimeoutException"/> when the store is away.
/// </remarks>
public sealed class ReviewBoard
{
    private const int Page = 1_000;

    private readonly Store _store;
    private readonly ReviewOptions _options;
    private readonly ConcurrentDictionary<string, Desk> _desks = new(StringComparer.Ordinal);

    internal ReviewBoard(Store store, IOptions<ReviewOptions> options) => (_store, _options) = (store, options.Value);

    /// <summary>All of the tenant's reviews as they are now.</summary>
    public async Task<ReviewBoardView> ReadAsync(string tenant, CancellationToken ct = default)
    {
        var (desk, state) = await CatchUpAsync(tenant, ct);
        return new ReviewBoardView(state.Now, state.Number, desk.At(state, _options.Retention), state.Leases);
    }

    /// <summary>One review as it is now; null when there is none (any more).</summary>
    public async Task<(ReviewRecord? Review, DateTimeOffset Now)> FindAsync(
        string tenant, string id, CancellationToken ct = default)
    {
        var (desk, state) = await CatchUpAsync(tenant, ct);
        return (desk.Find(id, state, _options.Retention), state.Now);
    }

    private async Task<(Desk Desk, DeskState State)> CatchUpAsync(string tenant, CancellationToken ct)
    {
        var root = Keys.Root(tenant);
        var desk = _desks.GetOrAdd(tenant, static _ => new Desk());
        while (true)
        {
            var after = desk.Number;
            var reply = (RedisResult[])(await _store.RunAsync(ReviewScripts.Read, [root], [after, Page], ct))!;
            var newest = (long)reply[1];
            var entries = ((RedisValue[]?)reply[2])!.Select(one => ReviewLine.Read(((byte[]?)one)!)).ToList();
            desk.Add(after, newest, entries);
            if (entries.Count < Page && newest >= after)
                return (desk, new DeskState(DateTimeOffset.FromUnixTimeMilliseconds((long)reply[0]), newest,
                    Leases(((RedisValue[]?)reply[3])!)));
        }
    }

    private static Dictionary<string, DateTimeOffset> Leases(RedisValue[] flat)
    {
        var leases = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);
        for (var i = 0; i < flat.Length; i += 2)
            leases[flat[i].ToString()] = DateTimeOffset.FromUnixTimeMilliseconds(
                (long)double.Parse(flat[i + 1].ToString(), CultureInfo.InvariantCulture));
        return leases;
    }

    /// <summary>What is so now and stands in no entry.</summary>
    private sealed record DeskState(DateTimeOffset Now, long Number, IReadOnlyDictionary<string, DateTimeOffset> Leases);

    /// <summary>What is known of one tenant.</summary>
    private sealed class Desk
    {
        private readonly Lock _gate = new();
        private readonly SortedDictionary<long, ReviewRecord> _reviews = [];
        private readonly Dictionary<string, long> _places = new(StringComparer.Ordinal);
        private long _number;

        public long Number
        {
            get
            {
                lock (_gate)
                    return _number;
            }
        }

        // Others may have read the same meanwhile, or more.
        public void Add(long after, long newest, IReadOnlyList<ReviewEntry> entries)
        {
            lock (_gate)
            {
                // Its store was emptied, or an older copy of it was brought back.
                if (newest < after && _number == after)
                {
                    _reviews.Clear();
                    _places.Clear();
                    _number = 0;
                }

                foreach (var entry in entries.Where(entry => entry.Number > _number))
                {
                    var place = _places.GetValueOrDefault(entry.ReviewId, entry.Number);
                    if (ReviewRecord.Apply(_reviews.GetValueOrDefault(place), entry) is { } review)
                        (_places[entry.ReviewId], _reviews[place]) = (place, review);
                    _number = entry.Number;
                }
            }
        }

        public List<ReviewRecord> At(DeskState state, TimeSpan retention)
        {
            lock (_gate)
            {
                foreach (var (place, gone) in _reviews.Where(one => IsOver(one.Value, state, retention)).ToList())
                {
                    _reviews.Remove(place);
                    _places.Remove(gone.Id);
                }

                return [.. _reviews.Values.Select(one => Now(one, state))];
            }
        }

        public ReviewRecord? Find(string id, DeskState state, TimeSpan retention)
        {
            lock (_gate)
                return _places.TryGetValue(id, out var place) && !IsOver(_reviews[place], state, retention)
                    ? Now(_reviews[place], state)
                    : null;
        }

        private static bool IsOver(ReviewRecord review, DeskState state, TimeSpan retention) =>
            review.EndedAt + retention <= state.Now;

        private static ReviewRecord Now(ReviewRecord review, DeskState state) =>
            review.At(state.Now, state.Leases.TryGetValue(review.Id, out var ends) ? ends : null);
    }
}
