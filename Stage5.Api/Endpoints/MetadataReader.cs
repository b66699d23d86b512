using StackExchange.Redis;
using Stage5.Contracts;
using Stage5.Core.Access;
using Stage5.Core.Guards;
using Stage5.Core.Language;
using Stage5.Core.Language.Detection;
using Stage5.Core.Models;
using Stage5.Core.Models.Routing;

namespace Stage5.Api.Endpoints;

/// <summary>Looks at models, policies and the caller's budget each time it is asked.</summary>
internal sealed class MetadataReader(
    ModelSurvey survey, FeatureList features, Tones tones, ProcessingChoices choices, BudgetBook budgets)
{
    private const string StoreIsAway = "The store does not answer.";

    public async Task<MetadataView> ReadAsync(Identity caller, CancellationToken cancellationToken)
    {
        var pairs = survey.Providers
            .Where(provider => provider is { UnusableReason: null, Pairs: not null })
            .SelectMany(provider => provider.Pairs!.Select(pair => (pair, provider.Id)))
            .GroupBy(entry => entry.pair, entry => entry.Id)
            .OrderBy(group => group.Key.Source, StringComparer.Ordinal)
            .ThenBy(group => group.Key.Target, StringComparer.Ordinal)
            .Select(group => new PairView(group.Key.Source, group.Key.Target, [.. group]))
            .ToArray();
        // A provider without a list of pairs takes any language: those the platform can name are offered.
        var anyPair = survey.Providers.Any(provider => provider is { UnusableReason: null, Pairs: null });
        var languages = pairs
            .SelectMany(pair => new[] { LanguageTag.Parse(pair.Source), LanguageTag.Parse(pair.Target) })
            .Concat(anyPair ? KnownLanguages.TwoLetter : [])
            .DistinctBy(tag => tag.Value).OrderBy(tag => tag.Value, StringComparer.Ordinal)
            .Select(tag => new LanguageView(tag.Value, tag.EnglishName, tag.NativeName));
        ModelChoice[] models = [.. survey.Providers.Select(provider => Choice(caller.Tenant, provider))];
        var (today, reason) = await TodayAsync(caller, cancellationToken);
        return new MetadataView(
            [.. survey.Providers.Select(Describe)], [.. languages], pairs, choices.Modes, Limits.TextLength)
        {
            Models = models,
            Features = features.For(caller, models),
            Tones = tones.NamesFor(caller.Tenant),
            DetectedLanguages = LanguageDetector.Default.Languages,
            Today = today,
            TodayReason = reason,
        };
    }

    private ModelChoice Choice(string tenant, ModelProvider provider)
    {
        var read = survey.Read(tenant, provider);
        var usable = read.Where(one => one.Candidate.Usable).Select(one => one.Operation).ToArray();
        var reason = usable.Length > 0
            ? null
            : read.Select(one => one.Candidate.Reason).FirstOrDefault() ?? "does nothing that can be asked for";
        return new ModelChoice(provider.Id, provider.Model, usable, usable.Length > 0, reason,
            provider.Price?.ToView());
    }

    private async Task<(TodayView? Today, string? Reason)> TodayAsync(
        Identity caller, CancellationToken cancellationToken)
    {
        if (!caller.IsSettled)
            return (null, StoreIsAway);
        if (!caller.May(Permissions.BudgetsRead))
            return (null, $"This needs the permission {Permissions.BudgetsRead}.");
        try
        {
            var day = budgets.Today(caller.Tenant);
            var used = await budgets.UsageAsync(caller.Tenant, caller.User, day, day, cancellationToken);
            var limits = await budgets.ReadAsync(
                new GuardSubject(caller.Tenant, caller.User, caller.TokenId), everyone: false, cancellationToken);
            return (new TodayView(day, used.Currency, used.Total, limits.Budgets), null);
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            // What can be chosen from does not depend on the store.
            return (null, StoreIsAway);
        }
    }

    private static ProviderView Describe(ModelProvider provider) => new(
        provider.Id, provider.Kind?.ToString() ?? "", provider.Model, provider.UnusableReason is null,
        provider.UnusableReason, AnyPair: provider.Pairs is null);
}
