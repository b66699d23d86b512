using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Stage5.Core.Models.Apertium;
using Stage5.Core.Models.OpenAICompatible;

namespace Stage5.Core.Models;

/// <summary>Makes the providers that the configuration names and the engine that is installed.</summary>
internal sealed partial class ModelProviderFactory(
    IOptions<ModelsOptions> options,
    IConfiguration configuration,
    IHttpClientFactory http,
    TimeProvider time,
    ILoggerFactory loggers)
{
    private const string ApertiumId = "apertium";

    private readonly ILogger _logger = loggers.CreateLogger<ModelProviderFactory>();

    public static ProviderKind? KindOf(string kind) =>
        Enum.GetNames<ProviderKind>().Contains(kind, StringComparer.OrdinalIgnoreCase)
            ? Enum.Parse<ProviderKind>(kind, ignoreCase: true)
            : null;

    public static bool IsDiscovered(string id) =>
        string.Equals(id, ApertiumId, StringComparison.OrdinalIgnoreCase);

    public static IReadOnlyList<string> Ids(string? order) =>
        (order ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    /// <summary>
    /// In order of preference: as <see cref="ModelsOptions.Order"/> says, then the other configured ones by id,
    /// then the discovered engine.
    /// </summary>
    public ModelProviderSet Create()
    {
        var configured = options.Value.Providers;
        var rest = configured.Keys.OrderBy(IsImplicit).ThenBy(id => id, StringComparer.Ordinal).Append(ApertiumId);
        var providers = Ids(options.Value.Order).Concat(rest).Distinct(StringComparer.OrdinalIgnoreCase)
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

    private ModelProvider Create(string id, ProviderOptions provider) => KindOf(provider.Kind ?? "") switch
    {
        ProviderKind.Apertium => Apertium(id, provider),
        ProviderKind.OpenAICompatible => OpenAICompatible(id, provider),
        _ when IsDiscovered(id) => Apertium(id, provider),
        _ => Unusable(id, null, provider.Model, [], "its Kind is not configured"),
    };

    private ModelProvider Apertium(string id, ProviderOptions provider)
    {
        var directory = provider.ModesDirectory ?? ApertiumInstallation.DefaultModesDirectory;
        var found = ApertiumInstallation.Discover(directory, Environment.GetEnvironmentVariable("PATH") ?? "");
        foreach (var (mode, reason) in found.Skipped) LogModeSkipped(_logger, mode, reason);

        string[] operations = [ModelCapabilities.Translate];
        if (found.Modes.Count == 0)
            return Unusable(id, ProviderKind.Apertium, "apertium", operations, found.Skipped.Count == 0
                ? $"Apertium is not installed: {directory} has no language pair"
                : $"none of the {found.Skipped.Count} modes in {directory} can be run");

        var limits = new ApertiumLimits(
            TimeSpan.FromSeconds(provider.TimeoutSeconds ?? 10),
            provider.PipelinesPerPair ?? 2,
            Waiting: 64,
            TimeSpan.FromSeconds(provider.IdleSeconds ?? 300));
        var client = new ApertiumChatClient(
            id, found.Modes, limits, time, loggers.CreateLogger<ApertiumChatClient>());
        var models = found.Modes.ToDictionary(mode => mode.Pair, mode => mode.Name);
        return new ModelProvider(id, ProviderKind.Apertium, "apertium", client, operations, models, null);
    }

    private ModelProvider OpenAICompatible(string id, ProviderOptions provider)
    {
        string[] operations = [ModelCapabilities.Chat, ModelCapabilities.Translate];
        var secret = string.IsNullOrEmpty(provider.SecretName)
            ? null
            : configuration[$"Stage5:Secrets:{provider.SecretName}"];
        var missing = new List<string>();
        if (string.IsNullOrEmpty(provider.Endpoint)) missing.Add("its Endpoint is not configured");
        if (string.IsNullOrEmpty(provider.Model)) missing.Add("its Model is not configured");
        if (!string.IsNullOrEmpty(provider.SecretName) && string.IsNullOrEmpty(secret))
            missing.Add($"the secret '{provider.SecretName}' (Stage5:Secrets:{provider.SecretName}) is not there");
        if (missing.Count > 0)
        {
            return Unusable(
                id, ProviderKind.OpenAICompatible, provider.Model, operations, string.Join("; ", missing));
        }

        IChatClient client = new OpenAICompatibleChatClient(
            id,
            new Uri(provider.Endpoint!),
            provider.Model!,
            secret,
            TimeSpan.FromSeconds(provider.TimeoutSeconds ?? 30),
            http.CreateClient(ModelServices.HttpClientName(id)),
            time);
        return new ModelProvider(
            id, ProviderKind.OpenAICompatible, provider.Model!, client, operations, null, null);
    }

    private static ModelProvider Unusable(
        string id, ProviderKind? kind, string? model, IEnumerable<string> operations, string reason) =>
        new(id, kind, model ?? "", null, operations, null, reason);
}
