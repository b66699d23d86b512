namespace Stage5.Core.Models;

/// <summary>A provider's answer.</summary>
/// <param name="Model">The model that answered, as it names itself.</param>
/// <param name="InputTokens">As the provider counted; null where it did not count every call.</param>
/// <param name="OutputTokens">As the provider counted; null where it did not count every call.</param>
/// <param name="CachedInputTokens">Those of the input it had cached; null where it does not say.</param>
/// <param name="Calls">Calls this answer took; 0 where there was nothing to ask.</param>
public sealed record ModelReply(
    string Text,
    string Model,
    long? InputTokens,
    long? OutputTokens,
    long? CachedInputTokens = null,
    int Calls = 1)
{
    /// <summary>What the answer is billed by; null where the provider's figures are not complete.</summary>
    public TokenCount? Tokens => (Calls, InputTokens, OutputTokens) switch
    {
        (0, _, _) => default(TokenCount),
        (_, { } input, { } output) => new TokenCount(input, CachedInputTokens ?? 0, output),
        _ => null,
    };

    /// <summary>This answer, with what another one before it took.</summary>
    internal ModelReply After(ModelReply before) => this with
    {
        InputTokens = InputTokens + before.InputTokens,
        OutputTokens = OutputTokens + before.OutputTokens,
        CachedInputTokens = CachedInputTokens is null && before.CachedInputTokens is null
            ? null
            : (CachedInputTokens ?? 0) + (before.CachedInputTokens ?? 0),
        Calls = Calls + before.Calls,
    };
}
