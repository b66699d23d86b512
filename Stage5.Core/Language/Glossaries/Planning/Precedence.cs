using Stage5.Contracts;
using Stage5.Core.Language.Glossaries.Matching;

namespace Stage5.Core.Language.Glossaries.Planning;

/// <summary>
/// Which of several entries for one term goes first: forced, then personal before channel before tenant, then the
/// order of the named sets asked for, then the closer pair, then the one that minds case, then the older.
/// </summary>
internal static class Precedence
{
    public static ScopedEntry First(IReadOnlyList<ScopedEntry> entries, TermFilter filter) =>
        entries.Count == 1 ? entries[0] : Order(entries, filter)[0];

    public static ScopedEntry[] Order(IReadOnlyList<ScopedEntry> entries, TermFilter filter) =>
    [
        .. entries
            .OrderByDescending(one => one.Entry.Forced)
            .ThenBy(one => one.Book.Scope switch
            {
                GlossaryScope.Personal => 0,
                GlossaryScope.Channel => 1,
                _ => 2,
            })
            .ThenBy(one => filter.Place(one.Entry))
            .ThenBy(one => filter.Distance(one.Entry))
            .ThenByDescending(one => one.Entry.CaseSensitive)
            .ThenBy(one => one.Entry.Id),
    ];
}
