using Stage5.Core.Guards;

namespace Stage5.Core.Recall;

/// <summary>
/// What to look for, and where. Whoever asks has made sure that the caller is a member of the conversation.
/// </summary>
/// <param name="Text">What the passages are to bear on; its first 4,000 characters count.</param>
/// <param name="TokenBudget">
/// Most tokens of all passages together, by <see cref="RecalledPassage.Tokens"/>; 0 or less: none.
/// </param>
public sealed record RecallQuery(string Tenant, string ConversationId, string Text, int TokenBudget)
{
    /// <summary>Only what came before this turn; null for all.</summary>
    public long? BeforeSequence { get; init; }
}

/// <summary>
/// What a conversation holds on a question: context for a model, never something to translate or to show.
/// </summary>
public sealed record RecalledContext
{
    public const string Lexical = "lexical";
    public const string Hybrid = "hybrid";

    /// <summary>The best first.</summary>
    public IReadOnlyList<RecalledPassage> Passages { get; init; } = [];

    /// <summary><c>lexical</c> (words only) or <c>hybrid</c> (words and vectors).</summary>
    public string Method { get; init; } = Lexical;

    /// <summary>Why not hybrid, in a sentence for receipts; null for hybrid.</summary>
    public string? Reason { get; init; }

    /// <summary>Of all passages together.</summary>
    public int Tokens { get; init; }

    /// <summary>What the embedding of the question cost; it is settled already.</summary>
    public IReadOnlyList<Spend> Spends { get; init; } = [];
}

/// <summary>A turn, a part of a long one, or the summary of several old ones.</summary>
/// <param name="TurnIds">The turns it is or sums up.</param>
/// <param name="Author">Empty for a summary.</param>
/// <param name="Score">For comparing passages of one answer; above 0.</param>
/// <param name="Tokens">
/// Upper bound: the UTF-8 bytes of text and author, and what frames a message (see
/// <see cref="Models.WorstCase"/>).
/// </param>
public sealed record RecalledPassage(
    string Text, IReadOnlyList<string> TurnIds, double Score, string Author, DateTimeOffset At, int Tokens)
{
    /// <summary>Sequence of the (first) turn.</summary>
    public long Sequence { get; init; }

    /// <summary>True where the text sums up turns that are not kept word for word any more.</summary>
    public bool IsSummary { get; init; }
}
