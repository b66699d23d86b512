using System.Collections.Frozen;
using System.Globalization;
using System.Resources;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;

namespace Stage5.Contracts;

/// <summary>
/// The texts of the interface in one language, from the resource files beside this one. Only languages that have
/// files exist; docs/localization.md says how to add a text or a language.
/// </summary>
public sealed class UiTexts
{
    private const string EnglishLocale = "en";

    // Letters as they are: escaped, a Chinese text is twice as long.
    private static readonly ContractsJson Plain = new(new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.Create(UnicodeRanges.All),
    });

    private static readonly FrozenDictionary<string, UiTexts> Known = Load();

    private readonly FrozenDictionary<string, string> _texts;

    private UiTexts(string locale, IEnumerable<KeyValuePair<string, string>> texts)
    {
        Locale = locale;
        Culture = CultureInfo.GetCultureInfo(locale);
        _texts = texts.ToFrozenDictionary(StringComparer.Ordinal);
        Json = JsonSerializer.SerializeToUtf8Bytes(
            new CatalogView(locale, new SortedDictionary<string, string>(_texts, StringComparer.Ordinal)),
            Plain.CatalogView);
        Version = Convert.ToHexStringLower(SHA256.HashData(Json.Span))[..16];
    }

    public static UiTexts English => Known[EnglishLocale];

    /// <summary>Every language there is: English, then by tag.</summary>
    public static IReadOnlyList<UiTexts> All { get; } =
    [
        .. Known.Values.OrderBy(texts => texts.Locale != EnglishLocale)
            .ThenBy(texts => texts.Locale, StringComparer.Ordinal),
    ];

    /// <summary>Those of <see cref="CultureInfo.CurrentUICulture"/>; English where it has none.</summary>
    public static UiTexts Current => Find(CultureInfo.CurrentUICulture.Name) ?? English;

    /// <summary>BCP 47.</summary>
    public string Locale { get; }

    /// <summary>How numbers and dates are written.</summary>
    public CultureInfo Culture { get; }

    /// <summary>As a <see cref="CatalogView"/>.</summary>
    public ReadOnlyMemory<byte> Json { get; }

    /// <summary>Another one for other texts: 16 hexadecimal digits.</summary>
    public string Version { get; }

    /// <summary>Every key of English is here too.</summary>
    public bool IsComplete => English._texts.Keys.All(_texts.ContainsKey);

    public IReadOnlyDictionary<string, string> Texts => _texts;

    /// <summary>The text of a key.</summary>
    /// <exception cref="KeyNotFoundException">No language has it; the build checks keys that code names.</exception>
    public string this[string key] => _texts.TryGetValue(key, out var text) ? text : English._texts[key];

    /// <summary>The text with its values in place.</summary>
    public string Format(string key, params ReadOnlySpan<object?> values) =>
        values.IsEmpty ? this[key] : string.Format(Culture, this[key], values);

    /// <summary>The text of a key that need not exist.</summary>
    public string? Find(string key, bool orEnglish) =>
        _texts.GetValueOrDefault(key) ?? (orEnglish ? English._texts.GetValueOrDefault(key) : null);

    /// <summary>By its exact tag, in any casing.</summary>
    public static UiTexts? Find(string? locale) => locale is null ? null : Known.GetValueOrDefault(locale);

    /// <summary>
    /// The language nearest to a tag a person asks for: <c>zh-CN</c> and <c>zh</c> are served by <c>zh-Hans</c>,
    /// <c>zh-TW</c> by nothing. Null for none.
    /// </summary>
    public static UiTexts? Nearest(string tag)
    {
        if (tag.Length is 0 or > 35) return null;
        CultureInfo culture;
        try
        {
            culture = CultureInfo.GetCultureInfo(tag);
        }
        catch (CultureNotFoundException)
        {
            return null;
        }

        for (var one = culture; one.Name.Length > 0; one = one.Parent)
            if (Find(one.Name) is { } found) return found;
        // A bare language stands for any way to write it.
        return All.FirstOrDefault(texts => texts.Culture.Parent.Name.Equals(tag, StringComparison.OrdinalIgnoreCase));
    }

    // Embedded as Texts.{Area}.resources in English, Texts.{Area}.{locale}.resources in the others.
    private static FrozenDictionary<string, UiTexts> Load()
    {
        var assembly = typeof(UiTexts).Assembly;
        return assembly.GetManifestResourceNames()
            .Select(name => (Name: name, Parts: name.Split('.')))
            .Where(resource => resource.Parts is ["Texts", .., "resources"])
            .GroupBy(
                resource => resource.Parts is [_, _, var locale, _] ? locale : EnglishLocale,
                resource => assembly.GetManifestResourceStream(resource.Name)!, StringComparer.Ordinal)
            .Select(files => new UiTexts(files.Key, files.SelectMany(Read)))
            .ToFrozenDictionary(texts => texts.Locale, StringComparer.OrdinalIgnoreCase);
    }

    private static List<KeyValuePair<string, string>> Read(Stream stream)
    {
        using var reader = new ResourceReader(stream);
        var texts = new List<KeyValuePair<string, string>>();
        foreach (System.Collections.DictionaryEntry entry in reader)
            texts.Add(new((string)entry.Key, (string)entry.Value!));
        return texts;
    }
}
