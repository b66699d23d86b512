using System.Net;
using System.Text.RegularExpressions;

namespace Stage5.Tests.Web;

/// <summary>What a page says to people: its texts and the attributes that are read out or shown.</summary>
internal static partial class SpokenPage
{
    public static IReadOnlyList<string> Of(string html)
    {
        // What stands in <code>, <kbd> and <pre>, and what people wrote, is the same in every language.
        var shown = Unspoken().Replace(html, " ");
        var attributes = Attributes().Matches(shown).Select(match => match.Groups["said"].Value);
        var texts = Tags().Replace(shown, "\n").Split('\n');
        return
        [
            .. attributes.Concat(texts).Select(said => WebUtility.HtmlDecode(said).Trim())
                .Where(said => said.Length > 0).Distinct(StringComparer.Ordinal),
        ];
    }

    [GeneratedRegex(
        """<!DOCTYPE[^>]*>|<!--.*?-->|<(?<element>code|kbd|pre|script|time)\b.*?</\k<element>>|<data\b.*?</data>|<p class="source-text".*?</p>""",
        RegexOptions.Singleline, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Unspoken();

    [GeneratedRegex(
        """\s(?:aria-label|aria-valuetext|title|placeholder|data-said)="(?<said>[^"]*)["]""",
        RegexOptions.None, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Attributes();

    [GeneratedRegex("<[^>]*>", RegexOptions.None, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Tags();
}
