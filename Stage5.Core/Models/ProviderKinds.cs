using Stage5.Core.Models.Wires;

namespace Stage5.Core.Models;

/// <summary>What the kinds of providers differ in.</summary>
internal static class ProviderKinds
{
    private static readonly string[] Model =
        [ModelCapabilities.Chat, ModelCapabilities.Translate, ModelCapabilities.Streaming, ModelCapabilities.Tools];

    /// <summary>What such a provider may be said to do.</summary>
    public static IReadOnlyList<string> Possible(ProviderKind? kind) => kind switch
    {
        ProviderKind.Apertium => [ModelCapabilities.Translate],
        ProviderKind.Anthropic => Model,
        _ => [.. Model, ModelCapabilities.Embeddings],
    };

    /// <summary>What it does where nothing is said: one endpoint seldom has a model that chats and embeds.</summary>
    public static IReadOnlyList<string> Usual(ProviderKind kind) =>
        kind == ProviderKind.Apertium ? Possible(kind) : Model;

    public static bool NeedsSecret(ProviderKind kind) =>
        kind is ProviderKind.OpenAI or ProviderKind.AzureOpenAI or ProviderKind.Anthropic;

    /// <summary>Where its wire begins; null where it has to be configured.</summary>
    public static Uri? Endpoint(ProviderKind kind, Uri? configured) => kind switch
    {
        ProviderKind.OpenAI => configured ?? new Uri("https://api.openai.com/v1"),
        ProviderKind.Anthropic => configured ?? new Uri("https://api.anthropic.com"),
        ProviderKind.AzureOpenAI when configured is { AbsolutePath: "/" } => new Uri(configured, "/openai/v1/"),
        _ => configured,
    };

    public static CredentialHeader Header(ProviderKind? kind) => kind switch
    {
        ProviderKind.AzureOpenAI => CredentialHeader.ApiKey,
        ProviderKind.Anthropic => CredentialHeader.XApiKey,
        _ => CredentialHeader.Bearer,
    };
}
