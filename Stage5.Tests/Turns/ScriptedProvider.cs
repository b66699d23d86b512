using Stage5.Core.Models;

namespace Stage5.Tests.Turns;

internal static class ScriptedProvider
{
    public static ModelProvider Any { get; } = new(
        "scripted", ProviderKind.OpenAICompatible, "scripted-1", client: null, [ModelCapabilities.Translate], pairModels: null,
        unusableReason: null);
}
