using Microsoft.AspNetCore.Components;
using Stage5.Contracts;
using Stage5.Web.Components.Parts;

namespace Stage5.Web.Texts;

/// <summary>
/// What the interface says, in the language of the request. texts.mjs is the same in the browser. The build checks
/// that each key named here as a literal exists in every language: docs/localization.md.
/// </summary>
internal static class Said
{
    /// <summary>The text of a key, with its values in place of <c>{0}</c>, <c>{1}</c> ….</summary>
    public static string T(string key, params ReadOnlySpan<object?> values) => UiTexts.Current.Format(key, values);

    /// <summary>The text of <c>key.one</c> or <c>key.other</c>; <c>{0}</c> is the count.</summary>
    public static string Plural(string key, long count, params ReadOnlySpan<object?> values) =>
        UiTexts.Current.Format(key + (count == 1 ? ".one" : ".other"), [Words.Number(count), .. values]);

    /// <summary>
    /// How a value of the wire is said: the text <c>words.{family}.{value}</c>, or the value in plain words where
    /// it is one that this version does not know, small where it stands within a sentence.
    /// </summary>
    public static string Word(string family, string? value, bool within = false) =>
        string.IsNullOrEmpty(value) ? ""
        : UiTexts.Current.Find($"words.{family}.{value}", orEnglish: true)
            ?? (within ? value.Replace('_', ' ') : Words.Sentence(value));

    /// <summary>A text whose values are markup: each stands where the language wants it.</summary>
    public static RenderFragment Mix(string key, params RenderFragment[] values) => builder =>
    {
        var text = T(key);
        var at = 0;
        while (at < text.Length)
        {
            var open = text.IndexOf('{', at);
            var close = open < 0 ? -1 : text.IndexOf('}', open);
            builder.AddContent(0, text[at..(close < 0 ? text.Length : open)]);
            if (close < 0) return;
            builder.AddContent(1, values[int.Parse(text.AsSpan(open + 1, close - open - 1), System.Globalization.CultureInfo.InvariantCulture)]);
            at = close + 1;
        }
    };
}
