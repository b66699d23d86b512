using Stage5.Core.Language;

namespace Stage5.Core.Models.Routing;

/// <summary>What each provider could do for a tenant at this moment, whether the router would choose it or not.</summary>
public sealed class ModelSurvey(ModelRouter router)
{
    private static readonly (LanguageTag Source, LanguageTag Target) AnyPair =
        (LanguageTag.Parse("en"), LanguageTag.Parse("es"));

    public IReadOnlyList<ModelProvider> Providers => router.Providers;

    /// <summary>What a provider can be asked for, each as it is now.</summary>
    public IReadOnlyList<(string Operation, ModelCandidate Candidate)> Read(string tenant, ModelProvider provider) =>
    [
        .. new[] { ModelCapabilities.Translate, ModelCapabilities.Chat, ModelCapabilities.Embeddings }
            .Where(provider.Capabilities.Contains)
            .Select(operation => (operation, Judge(tenant, provider, operation, new RouteNeeds()))),
    ];

    /// <param name="needs">Where a translation's languages are absent, a pair that the provider has.</param>
    public ModelCandidate Judge(string tenant, ModelProvider provider, string operation, RouteNeeds needs)
    {
        if (needs is not { Source: not null, Target: not null })
        {
            var (source, target) = provider.Pairs is [var pair, ..]
                ? (LanguageTag.Parse(pair.Source), LanguageTag.Parse(pair.Target))
                : AnyPair;
            needs = needs with { Source = source, Target = target };
        }

        var candidate = router.Plan(new RoutingContext(tenant, operation), needs).Candidates
            .First(candidate => candidate.Provider == provider.Id);
        // Who only stands behind another is usable by name.
        return candidate.Usable ? candidate with { Reason = null } : candidate;
    }
}
