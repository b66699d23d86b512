namespace Stage5.Core.Models;

/// <summary>What a call may cost at most.</summary>
public static class WorstCase
{
    /// <summary>Micro-units; null when the price is unknown, or a side that costs something has no bound.</summary>
    /// <param name="inputTokens">Upper bound of the input; null where there is none.</param>
    /// <param name="maxOutputTokens">The caller's limit of the output; null where there is none.</param>
    public static long? Micros(ModelProvider provider, long? inputTokens, long? maxOutputTokens)
    {
        if (provider.Price is not { } price) return null;
        // Cached input is cheaper everywhere; should a price list say otherwise, all of the input may be cached.
        var dearerCached = price.CachedInputPerMillion > price.InputPerMillion;
        var inputPrice = dearerCached ? price.CachedInputPerMillion : price.InputPerMillion;
        var input = Least(inputTokens, provider.ContextLength);
        var output = Least(maxOutputTokens, Least(provider.MaxOutputTokens, provider.ContextLength));
        if ((input is null && inputPrice != 0) || (output is null && price.OutputPerMillion != 0)) return null;
        return price.CostOf(new TokenCount(input ?? 0, dearerCached ? input ?? 0 : 0, output ?? 0));
    }

    private static long? Least(long? one, long? other) =>
        one is { } a && other is { } b ? Math.Min(a, b) : one ?? other;
}
