using Stage5.Contracts;
using Stage5.Core.Guards;
using Stage5.Core.Language;
using Stage5.Core.Models;
using Stage5.Core.Models.Routing;
using Stage5.Core.Models.Routing.Health;
using Stage5.Core.Models.Texts;

namespace Stage5.Core.Turns;

/// <summary>
/// What a translation would cost and take, before anyone asks for it: the bound that stage Reserve would hold, and what
/// was measured lately. Nothing is guessed.
/// </summary>
public sealed class TurnForecasts(ModelSurvey survey, ModelsOverview measured, GuardPolicies budgets)
{
    private static readonly LanguageTag AnySource = LanguageTag.Parse("en");
    private static readonly LanguageTag AnyTarget = LanguageTag.Parse("es");

    /// <returns>Null when there is no such model for this tenant.</returns>
    /// <exception cref="StackExchange.Redis.RedisException">The store is away.</exception>
    /// <exception cref="TimeoutException">The store did not answer.</exception>
    public async Task<CostLatencyView?> ReadAsync(
        string tenant, CostLatencyRequest request, CancellationToken cancellationToken)
    {
        var source = LanguageTag.TryParse(request.SourceLanguage, out var from) ? from : null;
        var target = LanguageTag.TryParse(request.TargetLanguage, out var to) ? to : null;
        var providers = survey.Providers.Where(provider => request.Model is not { } named
            || provider.Id.Equals(named, StringComparison.OrdinalIgnoreCase)).ToArray();
        if (providers.Length == 0) return null;

        var parts = Parts(request.Characters, source ?? AnySource, target ?? AnyTarget);
        var models = (await measured.ReadAsync(cancellationToken)).Models
            .ToDictionary(model => model.Provider, StringComparer.Ordinal);
        var budget = budgets.For(tenant);
        return new CostLatencyView(
            request.Characters, source?.Value, target?.Value, budget.Currency, parts.Count,
            parts.Sum(part => part.InputTokens!.Value + part.MaxOutputTokens!.Value),
            [.. providers
                .Where(one => one.Capabilities.Contains(ModelCapabilities.Translate) || request.Model is not null)
                .Select(provider => Forecast(provider, models.GetValueOrDefault(provider.Id)))]);

        ModelForecast Forecast(ModelProvider provider, ModelView? model)
        {
            var candidate = survey.Judge(
                tenant, provider, ModelCapabilities.Translate, parts[0] with { Source = source, Target = target });
            var (expected, unexpected) = Expected(provider, model, request.Characters, budget);
            var (worst, unbounded) = Worst(provider, parts, budget);
            return new ModelForecast(
                provider.Id, candidate.Model, candidate.Usable, candidate.Reason, expected, unexpected, worst, unbounded,
                provider.Price?.Version, model?.LatencyMs is { } ms ? Math.Round(ms, 1) : null,
                model?.LatencyMs is null ? "not measured lately" : null);
        }
    }

    /// <summary>The parts of a plain text of that length: nobody knows yet what stands in it.</summary>
    private static List<RouteNeeds> Parts(int characters, LanguageTag source, LanguageTag target)
    {
        var whole = characters / Limits.SegmentLength;
        var parts = whole == 0
            ? []
            : Enumerable.Repeat(Part(Limits.SegmentLength), whole).ToList();
        if (characters % Limits.SegmentLength is > 0 and var rest) parts.Add(Part(rest));
        return parts;

        // No character of one code unit has more than three bytes; that is how many this one has.
        RouteNeeds Part(int length) => TextGenerator.NeedsOf(
            new TextOrder(TextKind.Translation, new string('字', length)) { Source = source, Target = target });
    }

    private static (decimal? Cost, string? Reason) Worst(
        ModelProvider provider, List<RouteNeeds> parts, GuardPolicy budget)
    {
        if (Unpriced(provider, budget) is { } reason) return (null, reason);
        long sum = 0;
        foreach (var part in parts)
        {
            if (WorstCase.Micros(provider, part) is not { } micros) return (null, "its answers have no bound");
            sum += micros;
        }

        return (Money.Units(sum), null);
    }

    private static (decimal? Cost, string? Reason) Expected(
        ModelProvider provider, ModelView? model, int characters, GuardPolicy budget)
    {
        if (Unpriced(provider, budget) is { } reason) return (null, reason);
        var price = provider.Price!;
        if (price is { InputPerMillion: 0, CachedInputPerMillion: 0, OutputPerMillion: 0 }) return (0, null);
        if (model is not { InputTokensPerCharacter: { } input, OutputTokensPerCharacter: { } output })
            return (null, "its tokens were not measured lately");
        var tokens = new TokenCount(
            (long)Math.Ceiling(input * characters), 0, (long)Math.Ceiling(output * characters));
        return (Money.Units(price.CostOf(tokens)), null);
    }

    private static string? Unpriced(ModelProvider provider, GuardPolicy budget) => provider.Price is not { } price
        ? "its price is not known"
        : budget.Knows(price) ? null : $"its price is in {price.Currency}, the budget in {budget.Currency}";
}
