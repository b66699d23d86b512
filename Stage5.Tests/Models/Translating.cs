using Stage5.Core.Language;
using Stage5.Core.Models;
using Stage5.Core.Models.Routing;
using Stage5.Core.Models.Texts;

namespace Stage5.Tests.Models;

/// <summary>A translation asked for in few words.</summary>
internal static class Translating
{
    public static TextOrder Order(string text, string source, string target) => new(TextKind.Translation, text)
    {
        Source = LanguageTag.Parse(source),
        Target = LanguageTag.Parse(target),
    };

    public static RouteNeeds NeedsOf(string text, string source, string target) =>
        TextGenerator.NeedsOf(Order(text, source, target));

    public static Task<ModelReply> TranslateAsync(
        this TextGenerator generator, ModelProvider provider, string text, string source, string target,
        CancellationToken cancellationToken) =>
        generator.RunAsync(provider, Order(text, source, target), tenant: null, cancellationToken);

    public static Task<ModelReply> TranslateAsync(
        this TextGenerator generator, ModelProvider provider, string text, string source, string target, string? tenant,
        CancellationToken cancellationToken) =>
        generator.RunAsync(provider, Order(text, source, target), tenant, cancellationToken);
}
