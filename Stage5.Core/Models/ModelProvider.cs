using System.Collections.Frozen;
using Microsoft.Extensions.AI;
using Stage5.Core.Language;

namespace Stage5.Core.Models;

/// <summary>The wire a provider speaks.</summary>
public enum ProviderKind
{
    /// <summary>The offline engine installed on this machine.</summary>
    Apertium,

    /// <summary>Any server with OpenAI's chat completions.</summary>
    OpenAICompatible,

    OpenAI,

    /// <summary>Azure OpenAI by its v1 endpoint.</summary>
    AzureOpenAI,

    Anthropic,
}

/// <summary>What a provider can be asked for.</summary>
public static class ModelCapabilities
{
    public const string Chat = "chat";

    /// <summary>Between the provider's pairs, or any languages where it has no list.</summary>
    public const string Translate = "translate";

    public const string Embeddings = "embeddings";
    public const string Streaming = "streaming";
    public const string Tools = "tools";
}

/// <summary>A configured or discovered provider of one model (or, for Apertium, one model a pair).</summary>
public sealed class ModelProvider
{
    private readonly FrozenSet<LanguagePair>? _pairs;
    private readonly string? _unusableReason;

    internal ModelProvider(
        string id,
        ProviderKind? kind,
        string model,
        IChatClient? client,
        IEnumerable<string> operations,
        IReadOnlyDictionary<LanguagePair, string>? pairModels,
        string? unusableReason)
    {
        (Id, Kind, Model, Client, _unusableReason) = (id, kind, model, client, unusableReason);
        Capabilities = operations.ToFrozenSet();
        PairModels = pairModels;
        _pairs = pairModels?.Keys.ToFrozenSet();
        Pairs = _pairs?.OrderBy(pair => pair.ToString(), StringComparer.Ordinal).ToArray();
    }

    /// <summary>The key under <c>Stage5:Models:Providers</c>; <c>apertium</c> for the discovered engine.</summary>
    public string Id { get; }

    /// <summary>Null only for a provider whose configuration does not say its kind.</summary>
    public ProviderKind? Kind { get; }

    /// <summary>
    /// The configured model's name; <c>apertium</c> for the engine, whose model depends on the pair.
    /// </summary>
    public string Model { get; }

    /// <summary>Null when the provider is not usable.</summary>
    public IChatClient? Client { get; }

    /// <summary>Values of <see cref="ModelCapabilities"/>.</summary>
    public IReadOnlySet<string> Capabilities { get; }

    /// <summary>The pairs it translates, in order; null means any.</summary>
    public IReadOnlyList<LanguagePair>? Pairs { get; }

    /// <summary>Null when unknown.</summary>
    public ModelPrice? Price { get; init; }

    /// <summary>Most tokens of input and output together; null when unknown.</summary>
    public long? ContextLength { get; init; }

    /// <summary>Most tokens of one answer (one choice); null when unknown.</summary>
    public long? MaxOutputTokens { get; init; }

    /// <summary>Where it processes, as configured; for instance <c>eu</c>.</summary>
    public IReadOnlySet<string> Regions { get; init; } = FrozenSet<string>.Empty;

    /// <summary>As configured; for instance <c>iso27001</c>.</summary>
    public IReadOnlySet<string> Certifications { get; init; } = FrozenSet<string>.Empty;

    /// <summary>What is expected of it until the first token; null when nothing is.</summary>
    public TimeSpan? LatencyTarget { get; init; }

    /// <summary>Share among equals, above zero.</summary>
    public double Weight { get; init; } = 1;

    /// <summary>Most calls in flight from one process; null for no limit.</summary>
    public int? ConcurrencyLimit { get; init; }

    /// <summary>How long one call may take; in a stream, until each next part.</summary>
    public TimeSpan TryTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Where requests of OpenAI's wire can be forwarded as they are; null for other wires.</summary>
    public IOpenAIWire? Wire { get; init; }

    /// <summary>Name of the secret it is called with; null where it needs none.</summary>
    public string? SecretName { get; init; }

    /// <summary>
    /// Says of a tenant (null: of nobody in particular) that its secret is missing. Looked for each time: one that comes
    /// back makes it usable again.
    /// </summary>
    internal Func<string?, string?>? SecretMissing { get; init; }

    /// <summary>The tenant given, where it calls with a secret of its own; null where with the shared one.</summary>
    internal Func<string, string?>? SecretOwner { get; init; }

    /// <summary>Why it never answers with the shared secret; null when it does.</summary>
    public string? UnusableReason => UnusableReasonFor(null);

    public bool Usable => UnusableReason is null;

    private IReadOnlyDictionary<LanguagePair, string>? PairModels { get; }

    /// <summary>Why it never answers this tenant, who may have a secret of its own; null when it does.</summary>
    public string? UnusableReasonFor(string? tenant) => (_unusableReason, SecretMissing?.Invoke(tenant)) switch
    {
        ({ } reason, { } missing) => $"{reason}; {missing}",
        var (reason, missing) => reason ?? missing,
    };

    /// <summary>The model that would translate between these two languages, or null when none would.</summary>
    public string? ModelFor(LanguageTag source, LanguageTag target)
    {
        if (_pairs is null || PairModels is null) return Model;
        return LanguagePair.Serving(_pairs, source, target) is { } pair ? PairModels[pair] : null;
    }
}
