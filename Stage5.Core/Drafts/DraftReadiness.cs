using System.Text;
using Stage5.Contracts;
using Stage5.Core.Language;
using Stage5.Core.Models;
using Stage5.Core.Models.Routing;

namespace Stage5.Core.Drafts;

/// <summary>Says whether a model can do what a draft asks for.</summary>
public interface IDraftReadiness
{
    /// <returns>What stands in the way now; null when the draft may be tried.</returns>
    TaskError? ObstacleTo(string tenant, TaskRequest request);
}

/// <summary>Asks the router, as the turn will: policy, ability, health.</summary>
internal sealed class ModelReadiness(ModelRouter router) : IDraftReadiness
{
    public TaskError? ObstacleTo(string tenant, TaskRequest request)
    {
        var operation = request.Kind is TaskKinds.Translate or TaskKinds.Reply
            ? ModelCapabilities.Translate
            : ModelCapabilities.Chat;
        // One token a byte at most.
        var needs = new RouteNeeds(InputTokens: Encoding.UTF8.GetByteCount(request.EditedText ?? request.Text))
        {
            Instructions = request.Tone is not null,
        };
        if (operation == ModelCapabilities.Translate)
        {
            // A language that is still to be detected: any pair might do.
            if (!LanguageTag.TryParse(request.SourceLanguage, out var source)
                || !LanguageTag.TryParse(request.TargetLanguage, out var target))
                return router.Providers.Any(provider => IsUsable(provider, operation, tenant)) ? null : Nobody([]);
            needs = needs with { Source = source, Target = target };
        }

        var plan = router.Plan(new RoutingContext(tenant, operation, request.Processing?.Model), needs);
        // A model that does not exist will not come by waiting: the turn says so.
        if (plan.ModelNotFound || plan.Targets.Count > 0) return null;
        return Nobody([.. plan.Candidates.Select(candidate =>
            new ProviderReason(candidate.Provider, candidate.Reason ?? "It cannot be used."))]);
    }

    private static bool IsUsable(ModelProvider provider, string operation, string tenant) =>
        provider.Capabilities.Contains(operation) && provider.UnusableReasonFor(tenant) is null;

    private static TaskError Nobody(IReadOnlyList<ProviderReason> providers) => new("no_usable_provider",
        "No model can do this now.", "Nothing: it is tried again by itself.", providers);
}
