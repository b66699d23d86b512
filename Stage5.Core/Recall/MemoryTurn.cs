namespace Stage5.Core.Recall;

/// <summary>A message as its conversation remembers it.</summary>
/// <param name="Id">A UUID, version 7 for new ones. A turn is remembered once by its id.</param>
/// <param name="Sequence">Its place in the conversation: from 0, the higher the later.</param>
/// <param name="Author">Who wrote it, as the reader of a passage is to see it; 200 characters at most.</param>
/// <param name="Text">1 to 50,000 characters.</param>
public sealed record MemoryTurn(string Id, long Sequence, string Author, string Text, DateTimeOffset At)
{
    public const int LongestText = 50_000;
    public const int LongestAuthor = 200;

    // Sequences are scores in the store: whole numbers that a double holds exactly.
    private const long LastSequence = 1L << 53;

    internal static void ThrowIfUnfit(MemoryTurn turn)
    {
        if (!Guid.TryParseExact(turn.Id, "D", out _))
            throw new ArgumentException("A turn's id must be a UUID.", nameof(turn));
        if (turn.Sequence is < 0 or > LastSequence)
            throw new ArgumentException($"A turn's sequence must be from 0 to {LastSequence}.", nameof(turn));
        if (string.IsNullOrWhiteSpace(turn.Text) || turn.Text.Length > LongestText)
            throw new ArgumentException($"A turn's text must have 1 to {LongestText} characters.", nameof(turn));
        if (turn.Author is null || turn.Author.Length > LongestAuthor)
            throw new ArgumentException($"A turn's author has at most {LongestAuthor} characters.", nameof(turn));
    }
}
