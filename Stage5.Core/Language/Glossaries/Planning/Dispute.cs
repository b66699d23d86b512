using Stage5.Contracts;
using Stage5.Core.Language.Glossaries.Matching;

namespace Stage5.Core.Language.Glossaries.Planning;

/// <summary>A term that was found, and what could stand in its place.</summary>
/// <param name="Term">As written in the text.</param>
/// <param name="Key">As an automaton knows it: alike for all ways to write it.</param>
/// <param name="Choices">The first is what precedence chooses.</param>
internal sealed record Dispute(
    FoundTerm Found, string Term, string Key, ScopedEntry Best, IReadOnlyList<TermChoice> Choices)
{
    /// <summary>Terms prescribe or accept different translations, and none of them is forced.</summary>
    public bool Disputed => Choices.Count > 1;

    public bool Accepts(TermDecision decision) => Disputed && Chosen(decision) is not null;

    /// <summary>Null when this was not offered, or the decision is about another term.</summary>
    public TermChoice? Chosen(TermDecision decision) =>
        decision.Term.Length > byte.MaxValue || FoldedText.Key(decision.Term.Trim()) != Key
            ? null
            : Choices.FirstOrDefault(choice => choice.Choice == decision.Choice
                && (choice.Choice != TermChoices.Alternative || choice.Text == decision.Translation));

    public static IReadOnlyList<TermChoice> ChoicesOf(IReadOnlyList<ScopedEntry> ordered, string original)
    {
        var (best, offered) = (ordered[0], new List<TermChoice>());
        var stands = Stands(best.Entry, original);
        offered.Add(Choice(TermChoices.FollowTerm, stands, best));
        if (best.Entry.Forced) return offered;

        var others = ordered
            .SelectMany(
                one => one.Entry.Alternatives.Prepend(Stands(one.Entry, original)).Select(text => (text, one)))
            .Where(other => other.text != stands)
            .DistinctBy(other => other.text, StringComparer.Ordinal)
            .ToList();
        if (others.Count == 0) return offered;

        // Keeping the original is a choice of its own, whether or not an entry asks for it.
        var kept = others.Find(other => other.text == original);
        if (stands != original)
        {
            offered.Add(kept.text is null
                ? new TermChoice(TermChoices.KeepOriginal, original, null, null)
                : Choice(TermChoices.KeepOriginal, original, kept.one));
        }

        foreach (var (text, one) in others.Where(other => other.text != original))
            offered.Add(Choice(TermChoices.Alternative, text, one));
        var (translation, said) = stands != original ? (stands, best) : others[0];
        offered.Add(Choice(TermChoices.Compromise, $"{translation} ({original})", said));
        return offered;
    }

    private static TermChoice Choice(string choice, string text, ScopedEntry said) =>
        new(choice, text, said.Entry.Id.ToString(), said.Book.Scope);

    private static string Stands(GlossaryEntry entry, string original) =>
        entry.Kind == GlossaryKind.DoNotTranslate ? original : entry.TargetTerm;
}
