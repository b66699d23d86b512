using System.Globalization;
using Stage5.Contracts;
using static Stage5.Web.Texts.Said;

namespace Stage5.Web.Components.Parts;

/// <summary>How values of the wire are said to people. Times are UTC; the browser turns them to its own zone.</summary>
internal static class Words
{
    private static CultureInfo Culture => UiTexts.Current.Culture;

    public static string Duration(double? ms) => ms switch
    {
        null => "",
        < 10 => T("time.ms", ms.Value.ToString("0.#", Culture)),
        < 1000 => T("time.ms", ms.Value.ToString("0", Culture)),
        < 60_000 => T("time.s", (ms.Value / 1000).ToString("0.0#", Culture)),
        _ => T("time.min", (ms.Value / 60_000).ToString("0.0", Culture)),
    };

    public static string Number(long value) => value.ToString("N0", Culture);

    /// <summary>0.4231 as "42.3 %".</summary>
    public static string Percent(double? share) =>
        share is { } known ? T("common.percent", (known * 100).ToString("0.#", Culture)) : "";

    /// <summary>To the last micro-unit: a sum is never rounded. The browser says it in the currency's own way.</summary>
    public static string Money(decimal amount, string currency) => $"{currency} {Amount(amount)}";

    public static string Amount(decimal amount) => amount.ToString("#,##0.00####", Culture);

    /// <summary>As a program reads it.</summary>
    public static string Plain(decimal amount) => amount.ToString("0.######", CultureInfo.InvariantCulture);

    /// <summary>A stretch of whole seconds: 300 as "5 min".</summary>
    public static string Span(int seconds) => seconds switch
    {
        >= 3600 when seconds % 3600 == 0 => T("time.h", seconds / 3600),
        >= 60 when seconds % 60 == 0 => T("time.min", seconds / 60),
        _ => T("time.s", seconds),
    };

    /// <summary>"Mon 2 Mar".</summary>
    public static string Day(DateOnly day) => day.ToString(T("time.dayForm"), Culture);

    public static string Listed(IEnumerable<string> values) =>
        values.Aggregate("", (said, one) => said.Length == 0 ? one : T("common.listOf", said, one));

    /// <summary>What was found and done about it, without the values: "2 × email hidden".</summary>
    public static string Findings(IEnumerable<ReceiptFinding> findings) => Listed(findings.Select(one =>
        T("common.findings", Number(one.Count), Word("finding", one.Class, within: true), Word("decision", one.Action, within: true))));

    /// <summary>A problem's sentence: that of the language by its code, else as the API says it, in English.</summary>
    public static string Detail(Problem problem) => Detail(problem.Code, problem.Detail) ?? T("common.apiError");

    /// <inheritdoc cref="Detail(Problem)"/>
    public static string? Detail(string? code, string? said) => Translated(code, "") ?? said;

    /// <summary>What to do about it; null where nobody says.</summary>
    public static string? Next(Problem problem) => Translated(problem.Code, ".next") ?? problem.Next;

    // The API's own sentence has figures that a text by code has not.
    private static string? Translated(string? code, string part) => UiTexts.Current == UiTexts.English || code is null
        ? null
        : UiTexts.Current.Find($"problem.{code}{part}", orEnglish: false);

    public static string Time(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    public static string Iso(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    /// <summary>"stage_name" as "Stage name".</summary>
    public static string Sentence(string snake) => snake.Length == 0 ? snake
        : char.ToUpperInvariant(snake[0]) + snake[1..].Replace('_', ' ');

    /// <summary>"Trace id" as it stands in a sentence: "trace id".</summary>
    public static string Lower(string word) => word.Length == 0 ? word : char.ToLower(word[0], Culture) + word[1..];

    public static string Upper(string word) => word.Length == 0 ? word : char.ToUpper(word[0], Culture) + word[1..];

    /// <summary>The name of a language in itself, as a line of its own: "Español".</summary>
    public static string NativeName(UiTexts texts) =>
        char.ToUpper(texts.Culture.NativeName[0], texts.Culture) + texts.Culture.NativeName[1..];

    /// <summary>The name of a BCP 47 tag; its English name or the tag itself where there is none.</summary>
    public static string Language(string? tag)
    {
        if (string.IsNullOrEmpty(tag)) return T("common.detected");
        try
        {
            return Language(tag, CultureInfo.GetCultureInfo(tag, predefinedOnly: true).EnglishName);
        }
        catch (CultureNotFoundException)
        {
            return tag;
        }
    }

    public static string Language(string tag, string englishName) =>
        UiTexts.Current.Find($"language.{tag}", orEnglish: false) ?? englishName;

    /// <summary>A value as it stands on the wire: <c>LanguageSelection</c> as "languageSelection".</summary>
    public static string Wire(Enum value) => System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(value.ToString());

    public static bool IsFinal(TaskState state) =>
        state is TaskState.Completed or TaskState.Failed or TaskState.Cancelled;
}
