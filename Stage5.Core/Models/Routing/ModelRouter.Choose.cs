using Stage5.Core.Language;

namespace Stage5.Core.Models.Routing;

/// <param name="Operation">One of <see cref="ModelCapabilities"/>.</param>
/// <param name="SourceLanguage">BCP 47.</param>
/// <param name="TargetLanguage">BCP 47.</param>
public sealed record ModelRequest(string Operation, string SourceLanguage, string TargetLanguage);

/// <summary>The provider chosen, if any, and every provider with the reason it was or was not.</summary>
public sealed record ModelRoute(ModelProvider? Chosen, IReadOnlyList<ModelCandidate> Candidates);

public sealed partial class ModelRouter
{
    /// <summary>The first of the plan, for a caller that makes one call and knows no tenant.</summary>
    public ModelRoute Choose(ModelRequest request)
    {
        var needs = new RouteNeeds(Parse(request.SourceLanguage), Parse(request.TargetLanguage));
        var plan = Plan(new RoutingContext("", request.Operation), needs);
        return new ModelRoute(plan.Targets.Count > 0 ? plan.Targets[0].Provider : null, plan.Candidates);
    }

    private static LanguageTag? Parse(string tag) => LanguageTag.TryParse(tag, out var language) ? language : null;
}
