namespace Stage5.Core.Models;

/// <summary>A provider's answer.</summary>
/// <param name="Model">The model that answered, as it names itself.</param>
/// <param name="InputTokens">As the provider counted; null where it does not.</param>
/// <param name="OutputTokens">As the provider counted; null where it does not.</param>
public sealed record ModelReply(string Text, string Model, long? InputTokens, long? OutputTokens);
