namespace Stage5.Core.Replies;

/// <summary>A delivery that this process has taken on under a lease.</summary>
/// <param name="Token">Fences it: once another has taken it over, this one decides nothing.</param>
public sealed record ReplyClaim(ReplyDelivery Delivery, string Token);
