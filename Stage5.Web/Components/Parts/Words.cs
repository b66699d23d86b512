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
