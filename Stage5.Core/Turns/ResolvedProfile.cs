using Stage5.Contracts;
using Stage5.Core.Models.Routing;

namespace Stage5.Core.Turns;

/// <summary>What this turn may use. Immutable; everything after Resolve reads this and not the request.</summary>
/// <param name="Mode">Effective mode.</param>
/// <param name="Profile">Effective profile; null while there is only the built-in one.</param>
/// <param name="Routing">What the turn is routed by.</param>
public sealed record ResolvedProfile(string Mode, string? Profile, RoutingContext Routing)
{
    public ReceiptMode ToReceipt() => new(Mode, Profile);
}
