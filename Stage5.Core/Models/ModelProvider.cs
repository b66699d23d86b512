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
}

/// <summary>What a provider can be asked for.</summary>
public static class ModelOperations
{
    public const string Chat = "chat";
    public const string Translate = "translate";
}

/// <summary>A configured or discovered provider of one model (or, for Apertium, one model a pair).</summary>
public sealed class ModelProvider
{
    private readonly FrozenSet<LanguagePair>? _pairs;

    internal ModelProvider(
        string id,
        ProviderKind? kind,
        string model,
        IChatClient? client,
        IEnumerable<string> operations,
        IReadOnlyDictionary<LanguagePair, string>? pairModels,
        string? unusableReason)
    {
        (Id, Kind, Model, Client, UnusableReason) = (id, kind, model, client, unusableReason);
        Operations = operations.ToFrozenSet();
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

    /// <summary>Values of <see cref="ModelOperations"/>.</summary>
    public IReadOnlySet<string> Operations { get; }

    /// <summary>The pairs it translates, in order; null means any.</summary>
    public IReadOnlyList<LanguagePair>? Pairs { get; }

    /// <summary>Why it never answers; null when it does.</summary>
    public string? UnusableReason { get; }

    public bool Usable => UnusableReason is null;

    private IReadOnlyDictionary<LanguagePair, string>? PairModels { get; }

    /// <summary>The model that would translate between these two languages, or null when none would.</summary>
    public string? ModelFor(LanguageTag source, LanguageTag target)
    {
        if (_pairs is null || PairModels is null) return Model;
        return LanguagePair.Serving(_pairs, source, target) is { } pair ? PairModels[pair] : null;
    }
}
