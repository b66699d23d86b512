using System.Collections.Frozen;
using System.Globalization;

namespace Stage5.Core.Language;

/// <summary>What the platform's locale data (ICU) says about languages.</summary>
internal static class KnownLanguages
{
    private static readonly FrozenDictionary<string, CultureInfo> Cultures = CultureInfo
        .GetCultures(CultureTypes.AllCultures)
        .Where(culture => culture.Name.Length > 0)
        .DistinctBy(culture => culture.Name, StringComparer.OrdinalIgnoreCase)
        .ToFrozenDictionary(culture => culture.Name, StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenDictionary<string, string> TwoLetters = Cultures.Values
        .Where(culture => culture.IsNeutralCulture && culture.TwoLetterISOLanguageName.Length == 2)
        .DistinctBy(culture => culture.ThreeLetterISOLanguageName)
        .ToFrozenDictionary(culture => culture.ThreeLetterISOLanguageName, culture => culture.TwoLetterISOLanguageName);

    /// <summary>Language, then every subtag of a culture's name: <c>ca-ES-valencia</c> gives ca/es and ca/valencia.</summary>
    private static readonly FrozenSet<(string Language, string Subtag)> Subtags = Cultures.Keys
        .Select(name => name.ToLower(CultureInfo.InvariantCulture).Split('-'))
        .SelectMany(parts => parts.Skip(1).Select(part => (parts[0], part)))
        .ToFrozenSet();

    /// <summary>The two-letter code of a language that has one, else the code given.</summary>
    public static string Shortest(string language) => TwoLetters.GetValueOrDefault(language, language);

    public static CultureInfo? Culture(string tag) => Cultures.GetValueOrDefault(tag);

    public static bool Knows(string language, string? region, IReadOnlyList<string> variants) =>
        (region is null || Subtags.Contains((language, region.ToLower(CultureInfo.InvariantCulture))))
        && variants.All(variant => Subtags.Contains((language, variant)));
}
