using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Stage5.Core.Models;

/// <summary>
/// Reads <c>Stage5:Models</c>. Binding would stop at the first value of a wrong type, pass over a mistyped key, and
/// merge lists of different layers.
/// </summary>
internal sealed class ModelsOptionsReader(IConfiguration configuration) : IConfigureOptions<ModelsOptions>
{
    private const string Providers = ModelsOptions.Section + ":Providers";

    public void Configure(ModelsOptions options)
    {
        options.Order = ConfigurationLists.Read(configuration, $"{ModelsOptions.Section}:Order") ?? [];
        foreach (var provider in configuration.GetSection(Providers).GetChildren())
            options.Providers[provider.Key] = Read(provider.Key, options.Misread);
    }

    /// <summary>The ids of providers that are not switched off, and the secrets they name.</summary>
    public static IEnumerable<(string Id, string? SecretName)> Ids(IConfiguration configuration)
    {
        var read = new ModelsOptions();
        new ModelsOptionsReader(configuration).Configure(read);
        return read.Providers.Where(entry => entry.Value.Enabled)
            .Select(entry => (entry.Key, entry.Value.SecretName));
    }

    private ProviderOptions Read(string id, IList<string> errors)
    {
        var keys = new ConfigurationKeys(configuration, $"{Providers}:{id}", errors);
        var options = new ProviderOptions
        {
            Kind = keys.Choice<ProviderKind>(nameof(ProviderOptions.Kind)),
            Enabled = keys.Flag(nameof(ProviderOptions.Enabled)) ?? true,
            Endpoint = keys.Address(nameof(ProviderOptions.Endpoint)),
            Model = keys.Text(nameof(ProviderOptions.Model)),
            SecretName = keys.Text(nameof(ProviderOptions.SecretName)),
            InputPricePerMillion = keys.Amount(nameof(ProviderOptions.InputPricePerMillion)),
            CachedInputPricePerMillion = keys.Amount(nameof(ProviderOptions.CachedInputPricePerMillion)),
            OutputPricePerMillion = keys.Amount(nameof(ProviderOptions.OutputPricePerMillion)),
            Currency = keys.Text(nameof(ProviderOptions.Currency))?.ToUpperInvariant(),
            PriceVersion = keys.Text(nameof(ProviderOptions.PriceVersion)),
            ContextLength = keys.Whole(nameof(ProviderOptions.ContextLength)),
            MaxOutputTokens = keys.Whole(nameof(ProviderOptions.MaxOutputTokens)),
            Regions = keys.List(nameof(ProviderOptions.Regions)) ?? [],
            Certifications = keys.List(nameof(ProviderOptions.Certifications)) ?? [],
            LatencyTargetMs = keys.Number(nameof(ProviderOptions.LatencyTargetMs)),
            Weight = keys.Number(nameof(ProviderOptions.Weight)),
            ConcurrencyLimit = keys.Whole(nameof(ProviderOptions.ConcurrencyLimit)),
            Capabilities = keys.List(nameof(ProviderOptions.Capabilities)),
            TimeoutSeconds = keys.Number(nameof(ProviderOptions.TimeoutSeconds)),
            ModesDirectory = keys.Text(nameof(ProviderOptions.ModesDirectory)),
            PipelinesPerPair = keys.Whole(nameof(ProviderOptions.PipelinesPerPair)),
            IdleSeconds = keys.Number(nameof(ProviderOptions.IdleSeconds)),
        };
        keys.RefuseOthers();
        return options;
    }
}
