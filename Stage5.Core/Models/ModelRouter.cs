using Stage5.Core.Language;
using Stage5.Core.Models.Routing;

namespace Stage5.Core.Models;

/// <param name="Operation">One of <see cref="ModelCapabilities"/>.</param>
/// <param name="SourceLanguage">BCP 47.</param>
/// <param name="TargetLanguage">BCP 47.</param>
public sealed record ModelRequest(string Operation, string SourceLanguage, string TargetLanguage);

/// <summary>The provider chosen, if any, and every provider with the reason it was or was not.</summary>
public sealed record ModelRoute(ModelProvider? Chosen, IReadOnlyList<ModelCandidate> Candidates);

/// <summary>Chooses the first usable provider in configured order, and says why not the others.</summary>
public sealed class ModelRouter(IReadOnlyList<ModelProvider> providers)
{
    private const int PairsNamed = 12;

    /// <summary>In order of preference, the unusable ones included.</summary>
    public IReadOnlyList<ModelProvider> Providers { get; } = providers;

    public ModelRoute Choose(ModelRequest request)
    {
        ModelProvider? chosen = null;
        var candidates = new List<ModelCandidate>(Providers.Count);
        foreach (var provider in Providers)
        {
            var (model, reason) = Judge(provider, request);
            var usable = reason is null;
            if (usable && chosen is not null) reason = $"comes after {chosen.Id}";
            else if (usable) chosen = provider;
            candidates.Add(new ModelCandidate(provider.Id, model, usable, reason));
        }

        return new ModelRoute(chosen, candidates);
    }

    private static (string Model, string? Reason) Judge(ModelProvider provider, ModelRequest request)
    {
        if (provider.UnusableReason is { } unusable) return (provider.Model, unusable);
        if (!provider.Capabilities.Contains(request.Operation))
            return (provider.Model, $"does not {request.Operation}; it does: {Join(provider.Capabilities)}");
        if (request.Operation != ModelCapabilities.Translate) return (provider.Model, null);
        if (!LanguageTag.TryParse(request.SourceLanguage, out var source))
            return (provider.Model, "the source language is not a BCP 47 tag");
        if (!LanguageTag.TryParse(request.TargetLanguage, out var target))
            return (provider.Model, "the target language is not a BCP 47 tag");
        if (provider.ModelFor(source, target) is { } model) return (model, null);
        return (provider.Model, $"has no pair {source}→{target}; it has: {Nearest(provider.Pairs ?? [], source)}");
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
