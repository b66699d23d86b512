using Stage5.Core.Guards;

namespace Stage5.Core.Recall.Embeddings;

/// <summary>Texts of one conversation to be turned into vectors by one model.</summary>
/// <param name="Model">The one whose vectors are wanted; no other is asked.</param>
internal sealed record EmbeddingRequest(
    string Tenant, string Conversation, string Model, IReadOnlyList<string> Texts, TrafficClass Class)
{
    /// <summary>How long all of it may take.</summary>
    public required TimeSpan Deadline { get; init; }
}

/// <summary>
/// Vectors of length 1, in the order of the texts; null for a text that policy keeps from leaving.
/// </summary>
internal sealed record Embedded(IReadOnlyList<float[]?> Vectors, int Dimension, IReadOnlyList<Spend> Spends);

/// <summary>There are no vectors now. The message says why, for a receipt.</summary>
internal sealed class EmbeddingException(string reason, Exception? inner = null) : Exception(reason, inner)
{
    /// <summary>What was spent all the same.</summary>
    public IReadOnlyList<Spend> Spends { get; init; } = [];
}
