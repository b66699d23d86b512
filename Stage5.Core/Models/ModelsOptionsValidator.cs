using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;

namespace Stage5.Core.Models;

/// <summary>Finds every wrong value at once. What is only missing is not an error: see the factory.</summary>
internal sealed partial class ModelsOptionsValidator : IValidateOptions<ModelsOptions>
{
    private const long MostTokens = 100_000_000;

    public ValidateOptionsResult Validate(string? name, ModelsOptions options)
    {
        var errors = new List<string>(options.Misread);
        foreach (var (id, provider) in options.Providers.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            if (!Name().IsMatch(id)) errors.Add($"{Key(id)}: an id is 1 to 64 letters, digits, '-' and '_'.");
            errors.AddRange(Ranges(provider).Concat(Price(provider)).Concat(Names(provider))
                .Select(error => $"{Key(id)}:{error}"));
        }

        foreach (var id in options.Order)
        {
            if (!options.Providers.ContainsKey(id) && !ModelProviderFactory.IsDiscovered(id))
                errors.Add($"{ModelsOptions.Section}:Order names '{id}', which is not configured.");
        }

        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }

    private static string Key(string id) => $"{ModelsOptions.Section}:Providers:{id}";

    private static IEnumerable<string> Ranges(ProviderOptions provider)
    {
        if (provider.TimeoutSeconds is <= 0 or > 600) yield return "TimeoutSeconds must be above 0 and at most 600.";
        if (provider.PipelinesPerPair is < 1 or > 16) yield return "PipelinesPerPair must be from 1 to 16.";
        if (provider.IdleSeconds is < 1 or > 86_400) yield return "IdleSeconds must be from 1 to 86400.";
        if (provider.ContextLength is < 1 or > MostTokens)
            yield return $"ContextLength must be from 1 to {MostTokens}.";
        if (provider.MaxOutputTokens is < 1 or > MostTokens)
            yield return $"MaxOutputTokens must be from 1 to {MostTokens}.";
        if (provider.MaxOutputTokens > provider.ContextLength)
            yield return "MaxOutputTokens must not be above ContextLength.";
        if (provider.LatencyTargetMs is <= 0 or > 600_000)
            yield return "LatencyTargetMs must be above 0 and at most 600000.";
        if (provider.Weight is <= 0 or > 1_000_000) yield return "Weight must be above 0 and at most 1000000.";
        if (provider.ConcurrencyLimit is < 1 or > 100_000) yield return "ConcurrencyLimit must be from 1 to 100000.";
    }

    private static IEnumerable<string> Price(ProviderOptions provider)
    {
        const decimal Most = 1_000_000;
        if (provider.InputPricePerMillion is < 0 or > Most)
            yield return $"InputPricePerMillion must be from 0 to {Most}.";
        if (provider.CachedInputPricePerMillion is < 0 or > Most)
            yield return $"CachedInputPricePerMillion must be from 0 to {Most}.";
        if (provider.OutputPricePerMillion is < 0 or > Most)
            yield return $"OutputPricePerMillion must be from 0 to {Most}.";
        if (provider.InputPricePerMillion is null && provider.OutputPricePerMillion is not null)
            yield return "InputPricePerMillion is missing beside OutputPricePerMillion; free input has the price 0.";
        if (provider.OutputPricePerMillion is null && provider.InputPricePerMillion is not null)
            yield return "OutputPricePerMillion is missing beside InputPricePerMillion; free output has the price 0.";
        if (provider.CachedInputPricePerMillion is not null && provider.InputPricePerMillion is null)
            yield return "CachedInputPricePerMillion is of no use without InputPricePerMillion.";
        if (provider.Currency is { } currency && !Currency().IsMatch(currency))
            yield return "Currency must be three letters (ISO 4217).";
        if (provider.PriceVersion is { Length: > 64 }) yield return "PriceVersion has at most 64 characters.";
    }

    private static IEnumerable<string> Names(ProviderOptions provider)
    {
        foreach (var region in provider.Regions.Where(region => !Label().IsMatch(region)))
            yield return $"Regions has '{region}'; a region is 1 to 64 letters, digits, '.', '-' and '_'.";
        foreach (var label in provider.Certifications.Where(label => !Label().IsMatch(label)))
            yield return $"Certifications has '{label}'; one is 1 to 64 letters, digits, '.', '-' and '_'.";
        if (provider.Capabilities is not { } capabilities) yield break;
        var possible = ProviderKinds.Possible(provider.Kind);
        foreach (var other in capabilities.Where(capability => !possible.Contains(capability)))
            yield return $"Capabilities has '{other}'; this kind can be: {string.Join(", ", possible)}.";
        if (capabilities.Count == 0) yield return "Capabilities is empty; Enabled=false takes a provider out.";
    }

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$",
        RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Name();

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$",
        RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Label();

    [GeneratedRegex("^[A-Z]{3}$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Currency();
}
