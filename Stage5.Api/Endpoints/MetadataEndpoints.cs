using Microsoft.AspNetCore.Http.HttpResults;
using Stage5.Contracts;
using Stage5.Core.Language;
using Stage5.Core.Models;
using Stage5.Core.Models.Routing;

namespace Stage5.Api.Endpoints;

internal static class MetadataEndpoints
{
    public static void MapMetadata(this RouteGroupBuilder api) =>
        api.MapGet("/metadata", Read)
            .RequirePermission(Permissions.MetadataRead).WithName("getMetadata").WithTags("Operations")
            .WithSummary("What can be chosen from: providers, languages, pairs, modes, limits")
            .Produces<MetadataView>()
            .ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status403Forbidden);

    private static Ok<MetadataView> Read(ModelRouter models)
    {
        var pairs = models.Providers
            .Where(provider => provider is { UnusableReason: null, Pairs: not null })
            .SelectMany(provider => provider.Pairs!.Select(pair => (pair, provider.Id)))
            .GroupBy(entry => entry.pair, entry => entry.Id)
            .OrderBy(group => group.Key.Source, StringComparer.Ordinal).ThenBy(group => group.Key.Target, StringComparer.Ordinal)
            .Select(group => new PairView(group.Key.Source, group.Key.Target, [.. group]))
            .ToArray();
        // A provider without a list of pairs takes any language: those the platform can name are offered.
        var anyPair = models.Providers.Any(provider => provider is { UnusableReason: null, Pairs: null });
        var languages = pairs.SelectMany(pair => new[] { LanguageTag.Parse(pair.Source), LanguageTag.Parse(pair.Target) })
            .Concat(anyPair ? KnownLanguages.TwoLetter : [])
            .DistinctBy(tag => tag.Value).OrderBy(tag => tag.Value, StringComparer.Ordinal)
            .Select(tag => new LanguageView(tag.Value, tag.EnglishName, tag.NativeName));
        return TypedResults.Ok(new MetadataView(
            [.. models.Providers.Select(Describe)], [.. languages], pairs,
            [
                new ModeView(ProcessingModes.Default, Available: true, Reason: null),
                new ModeView(ProcessingModes.Fast, Available: false, "No fast profile exists in this version."),
            ],
            Limits.TextLength));
    }

    private static ProviderView Describe(ModelProvider provider) => new(
        provider.Id, provider.Kind?.ToString() ?? "", provider.Model, provider.UnusableReason is null, provider.UnusableReason,
        AnyPair: provider.Pairs is null);
}
