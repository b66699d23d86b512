using Stage5.Contracts;
using Stage5.Web.Components.Parts;
using static Stage5.Web.Texts.Said;

namespace Stage5.Web.Pages;

/// <summary>
/// The languages a person can choose from: only pairs that some usable provider really has. While there is none, any
/// two that detection can name: a draft waits for whoever will have them.
/// </summary>
public sealed class LanguageChoices
{
    private const string PreferredSource = "en";
    private const string PreferredTarget = "es";
    private const string AnyOther = "*";

    private readonly ILookup<string, string> _pairs;

    private LanguageChoices(ILookup<string, string> pairs, IReadOnlyDictionary<string, string> names)
    {
        _pairs = pairs;
        Sources = Named(pairs.Select(pair => pair.Key), names);
        Targets = Named(
            pairs.SelectMany(targets => targets.Contains(AnyOther) ? names.Keys : targets).Distinct(StringComparer.Ordinal),
            names);
        Source = Prefer(Sources, PreferredSource);
        Target = Prefer([.. Targets.Where(target => Exists(target.Code))], PreferredTarget);
    }

    public IReadOnlyList<Choice> Sources { get; }

    public IReadOnlyList<Choice> Targets { get; }

    /// <summary>The pair that stands there first.</summary>
    public string Source { get; }

    public string Target { get; }

    /// <summary>The codes a source can go to; <c>*</c> alone for every one but itself.</summary>
    public IEnumerable<string> TargetsOf(string source) => _pairs[source];

    /// <summary>Whether the first source can go to this target.</summary>
    public bool Exists(string target) =>
        _pairs[Source].Contains(target) || (_pairs[Source].Contains(AnyOther) && target != Source);

    public static LanguageChoices From(MetadataView metadata)
    {
        var any = metadata.Providers.Any(provider => provider is { Usable: true, AnyPair: true });
        if (!any && metadata.Pairs.Count == 0) return Nameable(metadata.DetectedLanguages);
        var pairs = any
            ? metadata.Languages.Select(language => (language.Code, AnyOther))
            : metadata.Pairs.Select(pair => (pair.Source, pair.Target));
        var names = metadata.Languages.ToDictionary(
            language => language.Code,
            language => Words.Language(language.Code, language.EnglishName) is var name
                && string.Equals(name, language.NativeName, StringComparison.OrdinalIgnoreCase)
                ? name
                : T("common.nameOf", name, language.NativeName),
            StringComparer.Ordinal);
        return new(pairs.Distinct().ToLookup(pair => pair.Item1, pair => pair.Item2, StringComparer.Ordinal), names);
    }

    private static LanguageChoices Nameable(IReadOnlyList<string> codes) => new(
        codes.ToLookup(code => code, _ => AnyOther, StringComparer.Ordinal),
        codes.ToDictionary(code => code, Words.Language, StringComparer.Ordinal));

    private static List<Choice> Named(IEnumerable<string> codes, IReadOnlyDictionary<string, string> names) =>
    [
        .. codes.Select(code => new Choice(code, names.GetValueOrDefault(code) ?? Words.Language(code)))
            .OrderBy(choice => choice.Name, StringComparer.Create(UiTexts.Current.Culture, ignoreCase: true)),
    ];

    private static string Prefer(IReadOnlyCollection<Choice> usable, string code)
    {
        var codes = usable.Select(choice => choice.Code).ToList();
        return codes.Contains(code) ? code : codes is [var first, ..] ? first : "";
    }

    public sealed record Choice(string Code, string Name);
}
