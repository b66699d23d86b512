using System.Text.Json;
using StackExchange.Redis;
using Stage5.Contracts;
using Stage5.Core.Reviews;
using Stage5.Core.Storage;

namespace Stage5.Tests.Reviews;

/// <summary>
/// A ledger small enough to be counted by hand. Times are UTC on 2 to 5 March 2026; asked on 5 March at 12:00.
/// </summary>
/// <remarks>
/// <code>
///     opened        leased       decided                    active  then
/// a   2nd 08:00     2nd 08:10    2nd 09:00 approved by rita   120 s
/// b   2nd 10:00     2nd 10:30    2nd 10:40 edited   by rita   300 s  reopened 3rd 10:00, decided 3rd 11:00 rejected by ron 60 s
/// c   2nd 23:30     3rd 01:30    3rd 02:00 approved by ron    600 s  (3rd 00:30 in Madrid when opened)
/// d   4th 09:00     4th 09:20    4th 10:00 approved by rita   180 s  the second of two; ron first, 4th 09:30, 240 s
/// e   4th 12:00     none         waits, due 4th 20:00
/// f   5th 10:00     5th 11:00    waits, leased by ron until 12:03, due 5th 18:00
/// g   5th 11:00     none         escalated 11:30, due 12:30; waits
/// h   3rd 09:00     none         closed 3rd 09:30
/// </code>
/// </remarks>
internal static class LedgerFixture
{
    public static readonly DateTimeOffset Now = At(5, 12, 0);

    public static IReadOnlyDictionary<string, DateTimeOffset> Leases { get; } =
        new Dictionary<string, DateTimeOffset> { ["f"] = At(5, 12, 3), ["a"] = At(2, 8, 15) };

    public static IReadOnlyList<ReviewEntry> Entries { get; } = Numbered(
    [
        Opened("a", At(2, 8, 0)), Leased("a", At(2, 8, 10), "rita"),
        Decided("a", At(2, 9, 0), "rita", ReviewDecision.Approved, 120),
        Opened("b", At(2, 10, 0)), Leased("b", At(2, 10, 30), "rita"),
        Decided("b", At(2, 10, 40), "rita", ReviewDecision.Edited, 300),
        Opened("c", At(2, 23, 30)),
        Leased("c", At(3, 1, 30), "ron"), Decided("c", At(3, 2, 0), "ron", ReviewDecision.Approved, 600),
        Opened("h", At(3, 9, 0)), Of("h", ReviewEntryType.Closed, At(3, 9, 30), "stage5"),
        Of("b", ReviewEntryType.Reopened, At(3, 10, 0), "ron"), Leased("b", At(3, 10, 50), "ron"),
        Decided("b", At(3, 11, 0), "ron", ReviewDecision.Rejected, 60),
        Opened("d", At(4, 9, 0), required: 2), Leased("d", At(4, 9, 20), "ron"),
        Of("d", ReviewEntryType.Approved, At(4, 9, 30), "ron") with
        {
            Decision = ReviewDecision.Approved,
            Active = TimeSpan.FromSeconds(240),
        },
        Leased("d", At(4, 9, 50), "rita"), Decided("d", At(4, 10, 0), "rita", ReviewDecision.Approved, 180),
        Opened("e", At(4, 12, 0)),
        Opened("f", At(5, 10, 0)),
        Leased("f", At(5, 11, 0), "ron"),
        Opened("g", At(5, 11, 0)),
        Of("g", ReviewEntryType.Escalated, At(5, 11, 30), "rita") with
        {
            Priority = ReviewPriority.Urgent,
            DueAt = At(5, 12, 30),
        },
    ]);

    public static IReadOnlyList<ReviewRecord> Reviews { get; } = [.. Folded()];

    /// <summary>The same as the board makes of it, under ids with this before them.</summary>
    public static IEnumerable<ReviewRecord> Folded(string prefix = "") => Entries.GroupBy(entry => entry.ReviewId)
        .Select(one => one.Aggregate((ReviewRecord?)null, (review, entry) =>
            ReviewRecord.Apply(review, entry with { ReviewId = prefix + entry.ReviewId }))!);

    /// <summary>Puts it into a store, as its scripts would have; no two tenants share the id of a review.</summary>
    public static async Task WriteAsync(IDatabase store, string tenant)
    {
        var root = Keys.Root(tenant).ToString();
        foreach (var entry in Entries)
            await store.SortedSetAddAsync(
                $"{root}:reviews-ledger", LineOf(entry with { ReviewId = $"{tenant}-{entry.ReviewId}" }), entry.Number);
        foreach (var (review, until) in Leases)
            await store.SortedSetAddAsync($"{root}:reviews-leases", $"{tenant}-{review}", until.ToUnixTimeMilliseconds());
        await store.HashSetAsync($"{root}:reviews", "number", Entries.Count);
        await store.SetAddAsync(Keys.Tenants, tenant);
    }

    public static DateTimeOffset At(int day, int hour, int minute) => new(2026, 3, day, hour, minute, 0, TimeSpan.Zero);

    private static ReviewEntry Of(string review, ReviewEntryType type, DateTimeOffset at, string by) =>
        new(0, review, type, at, by);

    private static ReviewEntry Opened(string review, DateTimeOffset at, int required = 1) =>
        Of(review, ReviewEntryType.Opened, at, "stage5") with
        {
            Opening = new ReviewOpening($"task-{review}", "ana", ReviewPriority.Normal, [ReviewReasons.Sampling],
                at.AddHours(8), required, Delivered: false, TaskKinds.Translate, "en", "es"),
        };

    private static ReviewEntry Leased(string review, DateTimeOffset at, string by) =>
        Of(review, ReviewEntryType.Leased, at, by) with { Until = at.AddMinutes(5) };

    private static ReviewEntry Decided(
        string review, DateTimeOffset at, string by, ReviewDecision decision, int activeSeconds) =>
        Of(review, ReviewEntryType.Decided, at, by) with
        {
            Decision = decision,
            Active = TimeSpan.FromSeconds(activeSeconds),
        };

    private static byte[] LineOf(ReviewEntry entry) => JsonSerializer.SerializeToUtf8Bytes(
        new ReviewLine(
            entry.Number, entry.ReviewId, entry.Type, entry.At.ToUnixTimeMilliseconds(), entry.By, entry.Opening,
            entry.Until?.ToUnixTimeMilliseconds(), entry.Decision, (long?)entry.Active?.TotalMilliseconds,
            entry.EditDistance, entry.Priority, entry.DueAt?.ToUnixTimeMilliseconds(), entry.Text),
        ReviewJson.Default.ReviewLine);

    private static ReviewEntry[] Numbered(ReviewEntry[] entries) =>
        [.. entries.Select((entry, i) => entry with { Number = i + 1 })];
}
