using Stage5.Contracts;

namespace Stage5.Web.Components.Parts;

/// <summary>The texts of a turn, one a language, whatever its kind.</summary>
internal static class Translations
{
    /// <summary>Of a rewrite or a summary, its one text in the language it is in.</summary>
    public static IReadOnlyList<TranslationView> Of(TurnResponse result) => result.Translations is { Count: > 0 } all
        ? all
        : [new(result.TargetLanguage ?? result.SourceLanguage ?? "und", result.Text, Error: null, result.Receipt.Served,
            result.Receipt.Usage, result.Receipt.Cost, result.Receipt.DurationMs, Segments: 1, Cached: 0)];
}
