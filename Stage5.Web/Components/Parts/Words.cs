using System.Globalization;
using Stage5.Contracts;

namespace Stage5.Web.Components.Parts;

/// <summary>How values of the wire are said to people. Times are UTC; the browser turns them to its own zone.</summary>
internal static class Words
{
    private static readonly CultureInfo English = CultureInfo.GetCultureInfo("en");

    public static string Duration(double? ms) => ms switch
    {
        null => "",
        < 10 => string.Create(English, $"{ms:0.#} ms"),
        < 1000 => string.Create(English, $"{ms:0} ms"),
        < 60_000 => string.Create(English, $"{ms / 1000:0.0#} s"),
        _ => string.Create(English, $"{ms / 60_000:0.0} min"),
    };

    public static string Number(long value) => value.ToString("N0", English);

    /// <summary>0.4231 as "42.3 %".</summary>
    public static string Percent(double? share) =>
        share is { } known ? string.Create(English, $"{known * 100:0.#} %") : "";

    /// <summary>To the last micro-unit: a sum is never rounded. The browser says it in the currency's own way.</summary>
    public static string Money(decimal amount, string currency) => $"{currency} {Amount(amount)}";

    public static string Amount(decimal amount) => amount.ToString("#,##0.00####", English);

    /// <summary>As a program reads it.</summary>
    public static string Plain(decimal amount) => amount.ToString("0.######", CultureInfo.InvariantCulture);

    /// <summary>A stretch of whole seconds: 300 as "5 min".</summary>
    public static string Span(int seconds) => seconds switch
    {
        >= 3600 when seconds % 3600 == 0 => $"{seconds / 3600} h",
        >= 60 when seconds % 60 == 0 => $"{seconds / 60} min",
        _ => $"{seconds} s",
    };

    /// <summary>"1 process", "2 processes".</summary>
    public static string Count(long count, string one, string many) => $"{Number(count)} {(count == 1 ? one : many)}";

    /// <summary>What was found and done about it, without the values: "2 × email hidden".</summary>
    public static string Findings(IEnumerable<ReceiptFinding> findings) => string.Join(
        ", ", findings.Select(one => $"{Number(one.Count)} × {one.Class.Replace('_', ' ')} {Done(one.Action)}"));

    /// <summary>What a guard's decision did.</summary>
    public static string Done(string action) => action switch
    {
        "redact" => "hidden",
        "block" => "blocked",
        "allow" => "let through",
        _ => action.Replace('_', ' '),
    };

    public static string Time(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    public static string Iso(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    /// <summary>"stage_name" as "Stage name".</summary>
    public static string Sentence(string snake) => snake.Length == 0 ? snake
        : char.ToUpperInvariant(snake[0]) + snake[1..].Replace('_', ' ');

    /// <summary>The English name of a BCP 47 tag; the tag itself where it is unknown.</summary>
    public static string Language(string? tag)
    {
        if (string.IsNullOrEmpty(tag)) return "Detected";
        try
        {
            return CultureInfo.GetCultureInfo(tag, predefinedOnly: true).EnglishName;
        }
        catch (CultureNotFoundException)
        {
            return tag;
        }
    }

    public static string State(TaskState state) => state.ToString();

    public static bool IsFinal(TaskState state) =>
        state is TaskState.Completed or TaskState.Failed or TaskState.Cancelled;
}
