using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Globalization;

namespace Stage5.Core.Language;

/// <summary>What the platform's locale data (ICU) says about languages.</summary>
public static class KnownLanguages
{
    private static readonly FrozenDictionary<string, CultureInfo> Cultures = CultureInfo
        .GetCultures(CultureTypes.AllCultures)
        .Where(culture => culture.Name.Length > 0)
        .DistinctBy(culture => culture.Name, StringComparer.OrdinalIgnoreCase)
        .ToFrozenDictionary(culture => culture.Name, StringComparer.OrdinalIgnoreCase);

    /// <summary>Languages with each region they are spoken in: es/mx from <c>es-MX</c>.</summary>
    private static readonly FrozenSet<(string Language, string Region)> Regions = Cultures.Keys
        .Select(name => name.Split('-'))
        .SelectMany(parts => parts.Skip(1).Select(part => (parts[0], part)))
        .ToFrozenSet();

    /// <summary>Every language with a two-letter code that the platform has a name for.</summary>
    public static IReadOnlyList<LanguageTag> TwoLetter { get; } =
    [
        .. CultureInfo.GetCultures(CultureTypes.NeutralCultures)
            .Where(culture => culture.Name.Length == 2 && culture.LCID != CultureInfo.InvariantCulture.LCID)
            .Select(culture => LanguageTag.Parse(culture.Name)),
    ];

    private static readonly ConcurrentDictionary<string, string> ShortCodes = new(StringComparer.Ordinal);

    /// <summary>The two-letter code of a language that has one, else the code given.</summary>
    public static string Shortest(string language) => language.Length == 2
        ? language
        : ShortCodes.GetOrAdd(language, code => CultureInfo.GetCultureInfo(code).TwoLetterISOLanguageName);

    /// <summary>True where the platform has a name for the language itself.</summary>
    public static bool HasName(LanguageTag tag) => Cultures.ContainsKey(tag.Language);

    public static bool Knows(string language, string? region, IReadOnlyList<string> variants) =>
        (region is null || Regions.Contains((language, region)))
        && variants.All(variant => KnowsVariant(language, variant));

    /// <summary>The name by a property of the culture; a tag without a culture of its own is described.</summary>
    public static string Name(LanguageTag tag, Func<CultureInfo, string> name)
    {
        if (Cultures.TryGetValue(tag.Value, out var culture)) return name(culture);
        if (!Cultures.TryGetValue(tag.Language, out culture)) return tag.Value;
        return $"{name(culture)} ({tag.Value[(tag.Language.Length + 1)..]})";
    }

    /// <summary>
    /// The platform lists no variants, but it has a name for those it knows and repeats the others.
    /// </summary>
    private static bool KnowsVariant(string language, string variant) =>
        !new CultureInfo($"{language}-{variant}").EnglishName
            .Contains(variant.ToUpperInvariant(), StringComparison.Ordinal);
}
