using Microsoft.AspNetCore.Http.HttpResults;
using Stage5.Api.OpenAI.Errors;
using Stage5.Core.Models;
using Stage5.Core.Models.Routing;

namespace Stage5.Api.OpenAI;

/// <summary>A model as OpenAI's clients list it.</summary>
/// <param name="Created">Seconds since 1970; 0, because nobody says.</param>
internal sealed record OpenAIModel(string Id, string Object, long Created, string OwnedBy);

internal sealed record OpenAIModelList(string Object, IReadOnlyList<OpenAIModel> Data);

/// <summary>The names a tenant's callers may ask for: the default route, and each provider that may answer them.</summary>
internal sealed class ModelList(ModelRouter router)
{
    private static readonly string[] Operations = [ModelCapabilities.Chat, ModelCapabilities.Embeddings];

    public JsonHttpResult<OpenAIModelList> Of(string tenant) => TypedResults.Json(
        new OpenAIModelList("list", [.. Allowed(tenant)]), OpenAIJson.Default.OpenAIModelList);

    /// <exception cref="DoorException">There is none of that name.</exception>
    public JsonHttpResult<OpenAIModel> Find(string tenant, string id) => TypedResults.Json(
        Allowed(tenant).FirstOrDefault(model => model.Id.Equals(id, StringComparison.OrdinalIgnoreCase))
            ?? throw DoorErrors.ModelNotFound(id),
        OpenAIJson.Default.OpenAIModel);

    private IEnumerable<OpenAIModel> Allowed(string tenant)
    {
        var ids = new HashSet<string>(StringComparer.Ordinal);
        foreach (var operation in Operations)
        {
            var plan = router.Plan(new RoutingContext(tenant, operation), new RouteNeeds());
            ids.UnionWith(plan.Candidates.Where(candidate => candidate.Usable).Select(candidate => candidate.Provider));
        }

        return ids.Count == 0
            ? []
            : router.Providers.Where(provider => ids.Contains(provider.Id))
                .Select(provider => new OpenAIModel(provider.Id, "model", 0, provider.Kind?.ToString().ToLowerInvariant() ?? ""))
                .Prepend(new OpenAIModel(RoutingContext.DefaultRoute, "model", 0, "stage5"));
    }
}
