using System.Text;
using Stage5.Core.Language.Glossaries.Matching;
using Stage5.Core.Language.Glossaries.Planning;
using Stage5.Core.Language.Glossaries.Storing;

namespace Stage5.Core.Language.Glossaries;

/// <summary>What terms ask of a text and of its translation.</summary>
public sealed class GlossaryService
{
    private const int DecisionsAtMost = 1_000;

    private readonly GlossaryStore _store;
    private readonly GlossaryCache _cache;
    private readonly DecisionStore _decisions;

    internal GlossaryService(GlossaryStore store, GlossaryCache cache, DecisionStore decisions) =>
        (_store, _cache, _decisions) = (store, cache, decisions);

    /// <summary>
    /// Finds the terms of a text. A user sees what they changed themselves at once; what others changed at the
    /// latest when it has been read and built, which nobody waits for.
    /// </summary>
    /// <exception cref="StackExchange.Redis.RedisException">The store is away.</exception>
    /// <exception cref="TimeoutException">The store did not answer.</exception>
    public async Task<TermPlan> PlanAsync(GlossaryQuery query, CancellationToken ct)
    {
        var filter = new TermFilter(query);
        var snapshots = await SnapshotsAsync(query, ct);
        var found = new TermSearch(Indexes(snapshots, filter, banned: false), filter).Find(query.Text);
        var banned = new TermSearch(Indexes(snapshots, filter, banned: true), filter);

        var resolver = new TermResolver(query, filter);
        var disputes = found.Select(resolver.Examine).ToList();
        var open = query.Mode == GlossaryMode.AskOnConflict
            ? disputes.Where(one => one.Disputed).Select(one => one.Key).ToHashSet(StringComparer.Ordinal)
            : [];
        var keep = query.Decisions.Take(DecisionsAtMost)
            .Where(one => one.Remember && disputes.Exists(dispute => dispute.Accepts(one)))
            .ToList();
        var remembered = await _decisions.ExchangeAsync(query, keep, open, ct);
        return resolver.Plan(disputes, remembered, banned);
    }

#pragma warning disable CA1822 // What the service offers is one thing, whatever part of it needs the store.
    /// <summary>Banned words in a translation, in its order; never inside URLs, code or placeholders.</summary>
    public IReadOnlyList<BannedFinding> FindBanned(TermPlan plan, string translation)
    {
        if (plan.BannedSearch is not { } search) return [];
        return [.. search.Find(translation).Select(found =>
        {
            var (entry, book) = Precedence.First(found.Entries, search.Filter);
            return new BannedFinding(
                found.Start, found.Length, translation.Substring(found.Start, found.Length), entry.Replacement,
                entry.Id.ToString(), book.Scope, entry.Forced);
        })];
    }

    /// <summary>
    /// Puts the replacement in the place of each banned word that has one, and says what still stands.
    /// </summary>
    public BannedRepair ReplaceBanned(TermPlan plan, string translation)
    {
        var replaced = FindBanned(plan, translation).Where(one => one.Replacement is not null).ToList();
        if (replaced.Count == 0) return new BannedRepair(translation, [], FindBanned(plan, translation));

        var (text, at) = (new StringBuilder(translation.Length), 0);
        foreach (var finding in replaced)
        {
            text.Append(translation, at, finding.Start - at).Append(finding.Replacement);
            at = finding.Start + finding.Length;
        }

        var repaired = text.Append(translation, at, translation.Length - at).ToString();
        // A replacement may be what another term bans.
        return new BannedRepair(repaired, replaced, FindBanned(plan, repaired));
    }
#pragma warning restore CA1822

    private async Task<IReadOnlyList<GlossarySnapshot>> SnapshotsAsync(GlossaryQuery query, CancellationToken ct)
    {
        var books = new List<GlossaryBook>
        {
            GlossaryBook.OfTenant(query.Tenant), GlossaryBook.OfUser(query.Tenant, query.User),
        };
        if (query.Channel is { Length: > 0 } channel) books.Add(GlossaryBook.OfChannel(query.Tenant, channel));
        var heads = await _store.HeadsAsync(query.Tenant, query.User, books, ct);
        var snapshots = new List<GlossarySnapshot>(books.Count);
        for (var i = 0; i < books.Count; i++)
            snapshots.Add(await _cache.GetAsync(books[i], heads[i], heads[i].OwnWrite, ct));
        return snapshots;
    }

    private static List<(TermIndex Index, GlossaryBook Book)> Indexes(
        IReadOnlyList<GlossarySnapshot> snapshots, TermFilter filter, bool banned)
    {
        var found = new List<(TermIndex, GlossaryBook)>();
        foreach (var snapshot in snapshots.Where(one => one.Count > 0))
        {
            foreach (var source in filter.Sources)
            {
                foreach (var target in filter.Targets)
                {
                    if (snapshot.Find(new IndexKey(banned, source, target)) is { } index)
                        found.Add((index, snapshot.Book));
                }
            }
        }

        return found;
    }
}
