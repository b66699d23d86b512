using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using Stage5.Contracts;
using Stage5.Core.Language.Glossaries.Matching;

namespace Stage5.Core.Language.Glossaries.Planning;

/// <summary>Makes of the terms found what is to be done, what is to be asked, and the plan's version.</summary>
internal sealed class TermResolver(GlossaryQuery query, TermFilter filter)
{
    /// <summary>Enough to fill the list; what is skipped for its region must not cost more.</summary>
    private const int BannedSeen = 2_000;

    public Dispute Examine(FoundTerm found)
    {
        var original = query.Text.Substring(found.Start, found.Length);
        var ordered = Precedence.Order(found.Entries, filter);
        return new Dispute(
            found, original, FoldedText.Key(original), ordered[0], Dispute.ChoicesOf(ordered, original));
    }

    public TermPlan Plan(
        IReadOnlyList<Dispute> disputes, Dictionary<string, TermDecision> remembered, TermSearch banned)
    {
        var (matches, conflicts) = (new List<TermMatch>(), new List<TermConflict>());
        var asked = new HashSet<string>(StringComparer.Ordinal);
        foreach (var dispute in disputes)
        {
            if (Settle(dispute, remembered) is { } choice)
                matches.Add(Match(dispute, choice));
            else if (asked.Add(dispute.Key))
                conflicts.Add(new TermConflict(
                    dispute.Term, dispute.Found.Start, dispute.Found.Length, dispute.Choices));
        }

        return new TermPlan
        {
            Version = VersionOf(matches, conflicts, banned),
            Matches = matches,
            Conflicts = conflicts,
            Banned = Listed(banned),
            BannedSearch = banned,
        };
    }

    private TermChoice? Settle(Dispute dispute, Dictionary<string, TermDecision> remembered)
    {
        if (!dispute.Disputed) return dispute.Choices[0];
        foreach (var decision in query.Decisions)
        {
            if (dispute.Chosen(decision) is { } chosen) return chosen;
        }

        if (query.Mode != GlossaryMode.AskOnConflict) return dispute.Choices[0];
        return remembered.TryGetValue(dispute.Key, out var before) ? dispute.Chosen(before) : null;
    }

    private static TermMatch Match(Dispute dispute, TermChoice choice)
    {
        var keeps = choice.Choice == TermChoices.KeepOriginal
            || (choice.Choice == TermChoices.FollowTerm && dispute.Best.Entry.Kind == GlossaryKind.DoNotTranslate);
        var kind = keeps ? GlossaryKind.DoNotTranslate : GlossaryKind.Translate;
        return new TermMatch(
            dispute.Found.Start, dispute.Found.Length, dispute.Term, choice.Text,
            choice.EntryId ?? dispute.Best.Entry.Id.ToString(), choice.Scope ?? dispute.Best.Book.Scope,
            JsonNamingPolicy.CamelCase.ConvertName(kind.ToString()));
    }

    private static List<BannedTerm> Listed(TermSearch banned) =>
    [
        .. banned.Indexes
            .SelectMany(one => one.Index.Entries.Select(entry => (Entry: entry, one.Book)))
            .Take(BannedSeen)
            .Where(one => banned.Filter.Allows(one.Entry))
            .Take(TermPlan.BannedListed)
            .Select(one => new BannedTerm(
                one.Entry.TargetTerm, one.Entry.Replacement, one.Entry.Id.ToString(), one.Book.Scope,
                one.Entry.Forced)),
    ];

    private static string VersionOf(List<TermMatch> matches, List<TermConflict> conflicts, TermSearch banned)
    {
        if (matches.Count == 0 && conflicts.Count == 0 && banned.Indexes.Count == 0) return "none";
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var match in matches)
            Add($"{match.Start} {match.Length} {match.Kind} {match.Target}\0");
        foreach (var conflict in conflicts)
            Add($"? {conflict.Start} {conflict.Length}\0");
        foreach (var (index, _) in banned.Indexes)
            Add(index.Fingerprint);
        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 12));

        void Add(string text) => hash.AppendData(MemoryMarshal.AsBytes(text.AsSpan()));
    }
}
