using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Stage5.Core.Language;

/// <summary>
/// A BCP 47 language tag in its canonical case: <c>en</c>, <c>pt-BR</c>, <c>zh-Hant-TW</c>, <c>ca-valencia</c>.
/// Three-letter codes with a two-letter equivalent become that (<c>eng</c> is <c>en</c>); <c>_</c> reads as
/// <c>-</c>.
/// </summary>
public sealed record LanguageTag
{
    private LanguageTag(string language, string? script, string? region, IReadOnlyList<string> variants)
    {
        (Language, Script, Region) = (language, script, region);
        Value = string.Join('-', new[] { language, script, region }.OfType<string>().Concat(variants));
        Variants = variants;
    }

    public string Language { get; }

    public string? Script { get; }

    public string? Region { get; }

    /// <summary>The whole tag.</summary>
    public string Value { get; }

    private IReadOnlyList<string> Variants { get; }

    /// <summary>The name in English, or the tag itself where the platform knows none.</summary>
    public string EnglishName => KnownLanguages.Name(this, culture => culture.EnglishName);

    /// <summary>The name in the language itself, or the tag where the platform knows none.</summary>
    public string NativeName => KnownLanguages.Name(this, culture => culture.NativeName);

    public static LanguageTag Parse(string text) =>
        TryParse(text, out var tag) ? tag : throw new FormatException($"'{text}' is not a BCP 47 language tag.");

    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out LanguageTag? tag)
    {
        tag = null;
        var parts = (text ?? "").Split('-', '_');
        if (parts[0].Length is not (2 or 3) || !parts[0].All(char.IsAsciiLetter)) return false;

        var rest = parts.AsSpan(1);
        string? script = null, region = null;
        if (rest is [{ Length: 4 } first, ..] && first.All(char.IsAsciiLetter))
        {
            script = char.ToUpperInvariant(first[0]) + Lower(first[1..]);
            rest = rest[1..];
        }

        if (rest is [var second, ..] && IsRegion(second))
        {
            region = second.ToUpperInvariant();
            rest = rest[1..];
        }

        var variants = new List<string>();
        foreach (var part in rest)
        {
            if (!IsVariant(part)) return false;
            variants.Add(Lower(part));
        }

        tag = new LanguageTag(KnownLanguages.Shortest(Lower(parts[0])), script, region, variants);
        return true;
    }

    /// <summary>
    /// The tag itself, then what may stand in for it, best first: variants are dropped, then the region. A script
    /// is never dropped: Traditional Chinese is not served by text in the simplified script.
    /// </summary>
    public IEnumerable<LanguageTag> Fallbacks()
    {
        yield return this;
        if (Variants.Count > 0 && Region is not null) yield return new LanguageTag(Language, Script, Region, []);
        if (Variants.Count > 0 || Region is not null) yield return new LanguageTag(Language, Script, null, []);
    }

    /// <summary>
    /// True where the platform's locale data knows this language with this region and these variants.
    /// </summary>
    public bool IsKnown() => KnownLanguages.Knows(Language, Region, Variants);

    public bool Equals(LanguageTag? other) => other is not null && Value == other.Value;

    public override int GetHashCode() => Value.GetHashCode(StringComparison.Ordinal);

    public override string ToString() => Value;

    private static bool IsRegion(string part) =>
        (part.Length == 2 && part.All(char.IsAsciiLetter)) || (part.Length == 3 && part.All(char.IsAsciiDigit));

    private static bool IsVariant(string part) => part.All(char.IsAsciiLetterOrDigit)
        && (part.Length is >= 5 and <= 8 || (part.Length == 4 && char.IsAsciiDigit(part[0])));

    private static string Lower(string text) => text.ToLower(CultureInfo.InvariantCulture);
}
