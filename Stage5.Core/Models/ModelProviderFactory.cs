using System.Collections.Frozen;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Stage5.Core.Models.AnthropicMessages;
using Stage5.Core.Models.Apertium;
using Stage5.Core.Models.OpenAICompatible;
using Stage5.Core.Models.Wires;
using Stage5.Core.Secrets;

namespace Stage5.Core.Models;

/// <summary>Makes the providers that the configuration names and the engine that is installed.</summary>
internal sealed partial class ModelProviderFactory(
    IOptions<ModelsOptions> options,
    ISecrets secrets,
    IHttpClientFactory http,
    IHttpMessageHandlerFactory handlers,
    TimeProvider time,
    ILoggerFactory loggers)
{
    private const string ApertiumId = "apertium";

    // Anthropic's wire wants a limit in every request; this one where none is configured.
    private const int AnthropicOutputTokens = 4096;

    private readonly ILogger _logger = loggers.CreateLogger<ModelProviderFactory>();

    public static bool IsDiscovered(string id) =>
        string.Equals(id, ApertiumId, StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// In order of preference: as <see cref="ModelsOptions.Order"/> says, then the other configured ones by id,
    /// then the discovered engine.
    /// </summary>
    public ModelProviderSet Create()
    {
        var configured = options.Value.Providers;
        var rest = configured.Keys.OrderBy(IsImplicit).ThenBy(id => id, StringComparer.Ordinal).Append(ApertiumId);
        var providers = options.Value.Order.Concat(rest).Distinct(StringComparer.OrdinalIgnoreCase)
            .Select(id => (Id: id, Options: configured.TryGetValue(id, out var o) ? o : new ProviderOptions()))
            .Where(entry => entry.Options.Enabled)
            .Select(entry => Create(entry.Id, entry.Options))
            .ToArray();
        foreach (var provider in providers)
        {
            if (provider.UnusableReason is { } reason) LogUnusable(_logger, provider.Id, reason);
            else LogUsable(_logger, provider.Id, provider.Model, provider.Pairs?.Count);
        }

        return new ModelProviderSet(providers);

        bool IsImplicit(string id) => IsDiscovered(id) && configured[id].Kind is null;
    }

    private ModelProvider Create(string id, ProviderOptions provider) => provider.Kind switch
    {
        ProviderKind.Apertium => Apertium(id, provider),
        null when IsDiscovered(id) => Apertium(id, provider),
        null => new ModelProvider(
            id, null, provider.Model ?? "", null, provider.Capabilities ?? [], null, "its Kind is not configured"),
        { } kind => Remote(id, kind, provider),
    };

    private ModelProvider Apertium(string id, ProviderOptions provider)
    {
        var directory = provider.ModesDirectory ?? ApertiumInstallation.DefaultModesDirectory;
        var found = ApertiumInstallation.Discover(directory, Environment.GetEnvironmentVariable("PATH") ?? "");
        foreach (var (mode, reason) in found.Skipped) LogModeSkipped(_logger, mode, reason);
        if (found.Modes.Count == 0)
        {
            return Made(id, ProviderKind.Apertium, provider, null, found.Skipped.Count == 0
                ? $"Apertium is not installed: {directory} has no language pair"
                : $"none of the {found.Skipped.Count} modes in {directory} can be run");
        }

        var limits = new ApertiumLimits(
            TimeoutOf(ProviderKind.Apertium, provider),
            (int)(provider.PipelinesPerPair ?? 2),
            Waiting: 64,
            TimeSpan.FromSeconds(provider.IdleSeconds ?? 300));
        var client = new ApertiumChatClient(
            id, found.Modes, limits, time, loggers.CreateLogger<ApertiumChatClient>());
        return Made(id, ProviderKind.Apertium, provider, client, null,
            pairs: found.Modes.ToDictionary(mode => mode.Pair, mode => mode.Name));
    }

    private ModelProvider Remote(string id, ProviderKind kind, ProviderOptions provider)
    {
        var endpoint = ProviderKinds.Endpoint(kind, provider.Endpoint);
        var missing = new List<string>();
        if (endpoint is null) missing.Add("its Endpoint is not configured");
        if (provider.Model is null) missing.Add("its Model is not configured");
        if (provider.SecretName is null && ProviderKinds.NeedsSecret(kind))
            missing.Add("its SecretName is not configured");
        if (endpoint is null || provider.Model is null || missing.Count > 0)
            return Made(id, kind, provider, null, string.Join("; ", missing));

        var name = ModelServices.HttpClientName(id);
        var timeout = TimeoutOf(kind, provider);
        var call = new WireCall(id, timeout, time);
        if (kind == ProviderKind.Anthropic)
        {
            var most = (int)(provider.MaxOutputTokens ?? AnthropicOutputTokens);
            return Made(id, kind, provider,
                new AnthropicChatClient(call, endpoint, provider.Model, most, http.CreateClient(name)), null);
        }

        var client = new OpenAICompatibleChatClient(
            call,
            new ChatClientMetadata(id, endpoint, provider.Model),
            kind == ProviderKind.OpenAICompatible ? OutputLimit.MaxTokens : OutputLimit.MaxCompletionTokens,
            http.CreateClient(name));
        var invoker = new HttpMessageInvoker(handlers.CreateHandler(name), disposeHandler: false);
        return Made(id, kind, provider, client, null,
            new OpenAIWire(id, endpoint, provider.Model, timeout, invoker, time));
    }

    private ModelProvider Made(
        string id,
        ProviderKind kind,
        ProviderOptions provider,
        IChatClient? client,
        string? unusable,
        IOpenAIWire? wire = null,
        IReadOnlyDictionary<LanguagePair, string>? pairs = null)
    {
        var model = kind == ProviderKind.Apertium ? "apertium" : provider.Model ?? "";
        var capabilities = provider.Capabilities ?? ProviderKinds.Usual(kind);
        return new ModelProvider(id, kind, model, client, capabilities, pairs, unusable)
        {
            Price = PriceOf(kind, provider),
            ContextLength = provider.ContextLength,
            MaxOutputTokens = provider.MaxOutputTokens
                ?? (kind == ProviderKind.Anthropic ? AnthropicOutputTokens : null),
            Regions = provider.Regions.ToFrozenSet(StringComparer.OrdinalIgnoreCase),
            Certifications = provider.Certifications.ToFrozenSet(StringComparer.OrdinalIgnoreCase),
            LatencyTarget = provider.LatencyTargetMs is { } target ? TimeSpan.FromMilliseconds(target) : null,
            Weight = provider.Weight ?? 1,
            ConcurrencyLimit = (int?)provider.ConcurrencyLimit,
            TryTimeout = TimeoutOf(kind, provider),
            Wire = wire,
            SecretName = provider.SecretName,
            SecretMissing = provider.SecretName is { } name
                ? tenant => secrets.Find(name, tenant) is null ? $"its secret '{name}' is not there" : null
                : null,
            SecretOwner = provider.SecretName is { } owned ? tenant => secrets.Owner(owned, tenant) : null,
        };
    }

    private static TimeSpan TimeoutOf(ProviderKind kind, ProviderOptions provider) =>
        TimeSpan.FromSeconds(provider.TimeoutSeconds ?? (kind == ProviderKind.Apertium ? 10 : 30));

    private static ModelPrice? PriceOf(ProviderKind kind, ProviderOptions provider) =>
        (provider.InputPricePerMillion, provider.OutputPricePerMillion) switch
        {
            ({ } input, { } output) => new ModelPrice(input, provider.CachedInputPricePerMillion ?? input, output,
                provider.Currency ?? "USD", provider.PriceVersion ?? "configured"),
            _ when kind == ProviderKind.Apertium => ModelPrice.Free("local"),
            _ => null,
        };
}
