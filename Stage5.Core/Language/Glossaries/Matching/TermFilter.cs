using System.Globalization;

namespace Stage5.Core.Language.Glossaries.Matching;

/// <summary>Which entries concern a translation: by pair, named set, and whether only forced ones do.</summary>
internal sealed class TermFilter
{
    private readonly string[] _sources;
    private readonly string[] _targets;
    private readonly IReadOnlyList<string>? _glossaries;
    private readonly bool _forcedOnly;

    public TermFilter(GlossaryQuery query)
    {
        (_sources, _targets) = (Serving(query.Source), Serving(query.Target));
        (_glossaries, _forcedOnly) = (query.GlossaryIds, query.Mode == GlossaryMode.Bypass);
        Sources = [query.Source.Language, GlossaryEntry.Any];
        Targets = [query.Target.Language, GlossaryEntry.Any];
    }

    /// <summary>Under which names of languages an entry may be kept that concerns this.</summary>
    public string[] Sources { get; }

    /// <inheritdoc cref="Sources"/>
    public string[] Targets { get; }

    public bool Allows(GlossaryEntry entry) =>
        (entry.Forced || (!_forcedOnly
            && (_glossaries is null || _glossaries.Contains(entry.GlossaryId, StringComparer.Ordinal))))
        && Array.IndexOf(_sources, entry.Source) >= 0 && Array.IndexOf(_targets, entry.Target) >= 0;

    /// <summary>Less is closer to what was asked: an entry for es-MX before one for es, that before any.</summary>
    public int Distance(GlossaryEntry entry) =>
        (Array.IndexOf(_sources, entry.Source) * 16) + Array.IndexOf(_targets, entry.Target);

    /// <summary>The place of the entry's set among those asked for.</summary>
    public int Place(GlossaryEntry entry)
    {
        for (var i = 0; i < (_glossaries?.Count ?? 0); i++)
        {
            if (_glossaries![i] == entry.GlossaryId) return i;
        }

        return _glossaries?.Count ?? 0;
    }

    // A region tells the script where the tag does not: zh-TW is served by zh-Hant.
    private static string[] Serving(LanguageTag tag)
    {
        var tags = tag.Fallbacks().Select(one => one.Value).ToList();
        if (tag.IsKnown() && tag.Script is null
            && CultureInfo.GetCultureInfo(tag.Value).Parent.Name is { Length: > 0 } parent
            && !tags.Contains(parent, StringComparer.Ordinal))
            tags.Insert(1, parent);
        return [.. tags, GlossaryEntry.Any];
    }
}
