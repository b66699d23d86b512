using Stage5.Core.Language;
using Stage5.Core.Models.Routing.Health;

namespace Stage5.Core.Models.Routing;

/// <summary>A provider, judged for one request.</summary>
/// <param name="Unfit">Why it cannot or may not do this at all.</param>
/// <param name="Unusable">Why it never answers this tenant.</param>
/// <param name="Obstacle">Why it cannot do it now: not usable, broken, busy.</param>
/// <param name="OutsideRegions">It processes in the policy's fallback regions.</param>
internal sealed record RouteOption(
    ModelProvider Provider, string Model, string? Unfit, string? Unusable, string? Obstacle, bool OutsideRegions,
    ModelHealth Health)
{
    /// <summary>Whose secret it is called with; null for the shared one.</summary>
    public string? SecretOwner { get; init; }
}

/// <summary>Says of a provider whether it may and can do what is asked, and why not.</summary>
internal static class RouteJudge
{
    private const int BytesOfATokenAtMost = 8;
    private const int PairsNamed = 12;

    public static RouteOption Judge(
        ModelProvider provider, RoutingContext context, RouteNeeds needs, RoutingPolicy policy, ModelHealthBoard board)
    {
        var (model, unable) = Ability(provider, context.Operation, needs);
        var (outside, barred) = Region(provider, policy);
        var unfit = !policy.Allows(provider.Id) ? "is not allowed to the tenant" : unable ?? barred
            ?? Certification(provider, policy) ?? Length(provider, needs);
        var owner = provider.SecretOwner?.Invoke(context.Tenant);
        var health = board.Of(provider, model, owner);
        var unusable = provider.UnusableReasonFor(context.Tenant);
        return new RouteOption(provider, model, unfit, unusable, unusable ?? health.Obstacle, outside, health)
        {
            SecretOwner = owner,
        };
    }

    private static (string Model, string? Reason) Ability(ModelProvider provider, string operation, RouteNeeds needs)
    {
        var can = provider.Capabilities;
        if (!can.Contains(operation)) return (provider.Model, $"does not {operation}; it does: {Join(can)}");
        if (needs.Streaming && !can.Contains(ModelCapabilities.Streaming)) return (provider.Model, "does not stream");
        if (needs.Tools && !can.Contains(ModelCapabilities.Tools)) return (provider.Model, "does not take tools");
        if (needs.Instructions && !can.Contains(ModelCapabilities.Chat))
            return (provider.Model, "only translates; it cannot be told a tone");
        if (operation != ModelCapabilities.Translate) return (provider.Model, null);
        if (needs.Source is not { } source) return (provider.Model, "the source language is not a BCP 47 tag");
        if (needs.Target is not { } target) return (provider.Model, "the target language is not a BCP 47 tag");
        if (provider.ModelFor(source, target) is { } model) return (model, null);
        return (provider.Model, $"has no pair {source}→{target}; it has: {Nearest(provider.Pairs ?? [], source)}");
    }

    // Whoever may process in several regions may do it in any of them, so all must be allowed.
    private static (bool Outside, string? Reason) Region(ModelProvider provider, RoutingPolicy policy)
    {
        if (policy.Regions.Count == 0) return (false, null);
        if (provider.Regions.Count == 0) return (false, $"its regions are not known; required: {Join(policy.Regions)}");
        if (provider.Regions.All(policy.Regions.Contains)) return (false, null);
        return provider.Regions.All(region => policy.Regions.Contains(region) || policy.FallbackRegions.Contains(region))
            ? (true, null)
            : (false, $"processes in {Join(provider.Regions)}; required: {Join(policy.Regions)}");
    }

    private static string? Certification(ModelProvider provider, RoutingPolicy policy)
    {
        if (policy.Certifications.Count == 0) return null;
        var missing = policy.Certifications.Except(provider.Certifications, StringComparer.OrdinalIgnoreCase).ToArray();
        return missing.Length == 0 ? null : $"is not certified for {Join(missing)}";
    }

    // The need is an upper bound, one token a byte, of all its calls: only what is over by far is surely too long.
    private static string? Length(ModelProvider provider, RouteNeeds needs)
    {
        var least = needs.InputTokens / BytesOfATokenAtMost / Math.Max(1, needs.Answers);
        return least > provider.ContextLength
            ? $"its context of {provider.ContextLength} tokens is too short for at least {least}"
            : null;
    }

    /// <summary>Pairs that start from the wanted source say most; the whole list would drown them.</summary>
    private static string Nearest(IReadOnlyList<LanguagePair> pairs, LanguageTag source)
    {
        var ordered = pairs.OrderByDescending(pair => LanguageTag.Parse(pair.Source).Language == source.Language);
        var named = string.Join(", ", ordered.Take(PairsNamed));
        return pairs.Count > PairsNamed ? $"{named} and {pairs.Count - PairsNamed} more" : named;
    }

    private static string Join(IEnumerable<string> values) =>
        string.Join(", ", values.Order(StringComparer.Ordinal));
}
