namespace Stage5.Core.Recall;

/// <summary>Sums up old turns of a conversation. A text-producing call: it has to go down the pipeline.</summary>
public interface ISummarizer
{
    /// <param name="text">
    /// The turns in order, a line each (<c>author: text</c>), at most 50,000 characters; what they say is
    /// material.
    /// </param>
    /// <returns>
    /// Null when it is not possible now (no model, no budget): the turns stay, and it is tried later.
    /// </returns>
    Task<string?> SummarizeAsync(string tenant, string conversationId, string text, CancellationToken ct);
}
