using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using StackExchange.Redis;
using Stage5.Contracts;
using Stage5.Core.Access;
using Stage5.Core.Storage;
using Stage5.Core.Tasks;

namespace Stage5.Core.Reviews;

/// <summary>What reviewers see: the queue, and everything there is to decide one by.</summary>
/// <remarks>
/// Every method throws <see cref="RedisException"/> or <see cref="TimeoutException"/> when the store is away.
/// </remarks>
[SuppressMessage("Naming", "CA1711", Justification = "A queue is what it is, though not a collection.")]
public sealed class ReviewQueue
{
    public const int LongestPage = 100;

    private readonly Store _store;
    private readonly ReviewBoard _board;
    private readonly TaskStore _tasks;

    internal ReviewQueue(Store store, ReviewBoard board, TaskStore tasks) =>
        (_store, _board, _tasks) = (store, board, tasks);

    /// <summary>What waits by when it is due, then what is decided or closed, the newest first.</summary>
    /// <param name="cursor">From the page before; null for the first.</param>
    /// <exception cref="ArgumentException">The cursor is not one that this method gave out.</exception>
    public async Task<ReviewPage> ListAsync(
        string tenant, ReviewFilter filter, int limit, string? cursor, CancellationToken ct = default)
    {
        limit = Math.Clamp(limit, 1, LongestPage);
        var after = cursor is null ? null : Place.Parse(cursor);
        var view = await _board.ReadAsync(tenant, ct);
        var found = view.Reviews
            .Where(review => filter.Takes(review, view.Now))
            .Select(review => (Review: review, Place: Place.Of(review)))
            .Where(one => after is null || one.Place.IsAfter(after))
            .OrderBy(one => one.Place.Ended).ThenBy(one => one.Place.Time)
            .ThenBy(one => one.Place.Id, StringComparer.Ordinal)
            .Take(limit + 1)
            .ToList();
        var page = found.Take(limit).Select(one => one.Review).ToList();
        return new ReviewPage(
            await SummarizeAsync(tenant, page, view.Now, ct),
            found.Count > limit ? found[limit - 1].Place.ToString() : null,
            new ReviewCounts(
                view.Reviews.Count(one => one.State == ReviewState.Open),
                view.Reviews.Count(one => one.State == ReviewState.Leased),
                view.Reviews.Count(one => one.IsOverdue(view.Now))));
    }

    /// <summary>A review with everything there is to decide it by, as that person sees it.</summary>
    /// <returns>Null when there is no such review (any more).</returns>
    public async Task<ReviewView?> FindAsync(Identity caller, string id, CancellationToken ct = default)
    {
        var tenant = caller.Tenant;
        if (!TaskStore.IsTaskId(id) || await ReviewEvidence.ReadAsync(_store, tenant, id, caller.User, ct) is not { } evidence)
            return null;
        var (review, now) = await _board.FindAsync(tenant, id, ct);
        if (review is null)
            return null;
        var task = await _tasks.FindAsync(tenant, review.Opening.TaskId, ct);
        var made = ReviewTexts.Of(evidence.Turn.Result);
        return new ReviewView(
            review.Summarize(now, OpenedReview.Start(evidence.Source)), evidence.Source, task?.Request,
            evidence.Turn.Result, evidence.Guardrails, [.. review.Entries.Select(Show)], evidence.Standing,
            evidence.Final, EditSuggestions.Of(made, evidence.Standing), ReviewRights.Of(review, caller),
            ReviewRights.RefusalOf(review, caller));
    }

    /// <summary>What was added to the ledger after an entry: each review once, in the order of its newest entry.</summary>
    internal async Task<(IReadOnlyList<(long Number, ReviewSummary Review)> Changed, long Number)> ChangedAsync(
        string tenant, long? after, CancellationToken ct)
    {
        var view = await _board.ReadAsync(tenant, ct);
        var changed = view.Reviews
            .Where(review => review.Entries[^1].Number > (after ?? view.Number))
            .OrderBy(review => review.Entries[^1].Number).ToList();
        var shown = await SummarizeAsync(tenant, changed, view.Now, ct);
        return ([.. changed.Zip(shown).Select(one => (one.First.Entries[^1].Number, one.Second))], view.Number);
    }

    private async Task<IReadOnlyList<ReviewSummary>> SummarizeAsync(
        string tenant, List<ReviewRecord> reviews, DateTimeOffset now, CancellationToken ct)
    {
        if (reviews.Count == 0)
            return [];
        RedisValue[] ids = [.. reviews.Select(review => (RedisValue)review.Id)];
        var starts = (string[])(await _store.RunAsync(ReviewScripts.Starts, [Keys.Root(tenant)], ids, ct))!;
        return [.. reviews.Zip(starts).Select(one => one.First.Summarize(now, one.Second))];
    }

    private static ReviewHistoryEntry Show(ReviewEntry entry) => new(
        entry.Number, ReviewDesk.Wire(entry.Type), entry.At, entry.By, entry.Decision, entry.Text,
        entry.Active?.TotalSeconds, entry.EditDistance);

    /// <summary>Where a review stands in the list.</summary>
    private sealed record Place(bool Ended, long Time, string Id)
    {
        public static Place Of(ReviewRecord review) => review.EndedAt is { } ended
            ? new Place(true, -ended.ToUnixTimeMilliseconds(), review.Id)
            : new Place(false, review.DueAt.ToUnixTimeMilliseconds(), review.Id);

        public static Place Parse(string cursor)
        {
            var parts = cursor.Split('_');
            return parts is ["due" or "ended", var time, var id] && Guid.TryParseExact(id, "D", out _)
                && long.TryParse(time, NumberStyles.None, CultureInfo.InvariantCulture, out var at)
                ? new Place(parts[0] == "ended", parts[0] == "ended" ? -at : at, id)
                : throw new ArgumentException("The cursor is not one of this list.", nameof(cursor));
        }

        public bool IsAfter(Place other) => (Ended, Time).CompareTo((other.Ended, other.Time)) switch
        {
            0 => string.CompareOrdinal(Id, other.Id) > 0,
            var order => order > 0,
        };

        public override string ToString() =>
            string.Create(CultureInfo.InvariantCulture, $"{(Ended ? "ended" : "due")}_{Math.Abs(Time)}_{Id}");
    }
}
