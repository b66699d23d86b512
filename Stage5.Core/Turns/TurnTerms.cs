using Stage5.Contracts;

namespace Stage5.Core.Turns;

/// <summary>What the glossary found for one language of a turn.</summary>
/// <param name="Version">Of the glossary; part of what decides an answer.</param>
/// <param name="Tokens">The text with the terms as placeholders.</param>
public sealed record TurnTerms(string Version, TermTokens Tokens, IReadOnlyList<TurnTerm> Found)
{
    /// <summary>Words that the tenant does not want and that the text made still has. Set by Refine.</summary>
    public IReadOnlyList<string> Unwanted { get; set; } = [];
}
