using System.Text;
using Stage5.Core.Models.Routing;

namespace Stage5.Core.Models;

/// <summary>Upper bounds of what a call can cost, so that it can be reserved before the call.</summary>
public static class WorstCase
{
    /// <summary>Of a request: what frames it.</summary>
    public const int TokensPerRequest = 16;

    /// <summary>Of a message: its role and what frames it.</summary>
    public const int TokensPerMessage = 8;

    /// <summary>
    /// Upper bound of a request's input. No byte-level tokenizer makes more tokens of a text than it has UTF-8 bytes.
    /// </summary>
    public static long InputTokens(IEnumerable<string> messages) =>
        TokensPerRequest + messages.Sum(text => TokensPerMessage + TokensOf(text));

    /// <summary>Upper bound of a text.</summary>
    public static long TokensOf(string text) => Encoding.UTF8.GetByteCount(text);

    public static long? Micros(ModelProvider provider, RouteNeeds needs) =>
        Micros(provider, needs.InputTokens, needs.MaxOutputTokens, needs.Answers);

    /// <summary>
    /// Most micro-units it can cost; null when the price is unknown, or when a side that has a price has no bound.
    /// </summary>
    /// <param name="inputTokens">Upper bound of all input; null where it has none but the context.</param>
    /// <param name="maxOutputTokens">Limit of all output; null where the caller set none.</param>
    /// <param name="answers">Answers that may be billed (choices or calls): each has its own limits.</param>
    public static long? Micros(ModelProvider provider, long? inputTokens, long? maxOutputTokens, int answers = 1)
    {
        if (provider.Price is not { } price) return null;
        var inputIsFree = price is { InputPerMillion: 0, CachedInputPerMillion: 0 };
        var input = inputIsFree ? 0 : Least(inputTokens, provider.ContextLength * answers);
        var output = price.OutputPerMillion == 0
            ? 0
            : Least(maxOutputTokens, Least(provider.MaxOutputTokens, provider.ContextLength) * answers);
        return input is { } most && output is { } mostOut ? price.CostAtMost(most, mostOut) : null;
    }

    private static long? Least(long? one, long? other) =>
        one is { } a && other is { } b ? Math.Min(a, b) : one ?? other;
}
