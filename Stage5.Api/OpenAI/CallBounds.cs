using Stage5.Core.Models;

namespace Stage5.Api.OpenAI;

/// <summary>What one call may use at most, in tokens.</summary>
/// <param name="Input">Null where the request has parts that are no text.</param>
/// <param name="Output">The caller's limit, all choices together; null where it set none.</param>
internal sealed record CallBounds(long? Input, long? Output, int Choices)
{
    public long InputOf(ModelProvider provider) => Input ?? provider.ContextLength ?? 0;

    /// <summary>Counted against the rate of tokens.</summary>
    public long TokensOf(ModelProvider provider) => InputOf(provider) + (OutputOf(provider) ?? 0);

    /// <summary>Null where neither the caller nor the provider has a limit.</summary>
    public long? OutputOf(ModelProvider provider) =>
        Output ?? (provider.MaxOutputTokens ?? provider.ContextLength) * Choices;
}
