using Stage5.Core.Language;

namespace Stage5.Core.Models;

/// <summary>A direction of translation, both ends BCP 47 in canonical case.</summary>
public sealed record LanguagePair(string Source, string Target)
{
    /// <summary>
    /// The pair that serves a request best, or null. An exact pair comes first; then the region of the source is
    /// given up, then that of the target: <c>en-GB→es-MX</c> is served by <c>en→es</c>, but never <c>pt</c> by
    /// <c>pt-BR</c>, which is narrower than what was asked for.
    /// </summary>
    public static LanguagePair? Serving(
        IReadOnlySet<LanguagePair> pairs, LanguageTag source, LanguageTag target) =>
        (from wantedTarget in target.Fallbacks()
         from wantedSource in source.Fallbacks()
         select new LanguagePair(wantedSource.Value, wantedTarget.Value)).FirstOrDefault(pairs.Contains);

    public override string ToString() => $"{Source}→{Target}";
}
