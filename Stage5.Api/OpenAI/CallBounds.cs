using Stage5.Core.Models;
using Stage5.Core.Models.Routing;

namespace Stage5.Api.OpenAI;

/// <summary>What one call may use at most, in tokens; bounded as <see cref="WorstCase"/> is.</summary>
/// <param name="Input">Null where the request has parts that are no text.</param>
/// <param name="Output">The caller's limit, all choices together; null where it set none.</param>
/// <param name="Surcharged">It asks for what is paid by other prices than the provider's.</param>
internal sealed record CallBounds(long? Input, long? Output, int Choices, bool Surcharged = false)
{
    public long InputOf(ModelProvider provider) => Least(Input, provider.ContextLength * Choices) ?? 0;

    /// <summary>Counted against the rate of tokens.</summary>
    public long TokensOf(ModelProvider provider) => InputOf(provider) + (OutputOf(provider) ?? 0);

    /// <summary>Null where neither the caller nor the provider has a limit.</summary>
    public long? OutputOf(ModelProvider provider) =>
        Least(Output, Least(provider.MaxOutputTokens, provider.ContextLength) * Choices);

    /// <summary>False where nobody here knows what the call costs, whatever it uses.</summary>
    // What has no counterpart on another wire is not asked for there.
    public bool HasPriceAt(RouteTarget target) => !Surcharged || target.Provider.Wire is null;

    private static long? Least(long? one, long? other) =>
        one is { } a && other is { } b ? Math.Min(a, b) : one ?? other;
}
