using System.Globalization;
using Microsoft.AspNetCore.Mvc;

namespace Stage5.Web.Pages;

/// <summary>Which records the page Audit shows; what is empty does not filter.</summary>
/// <param name="From">A day, UTC.</param>
/// <param name="To">A day, UTC; it is shown too.</param>
/// <param name="Fingerprint">Of the exact text that a record is about; the text itself never stands in an address.</param>
/// <param name="Cursor">Where the page starts; null for the newest.</param>
public sealed record AuditFilter(
    [FromQuery] string? From = null,
    [FromQuery] string? To = null,
    [FromQuery] string? User = null,
    [FromQuery] string? Action = null,
    [FromQuery] string? Outcome = null,
    [FromQuery] string? TaskId = null,
    [FromQuery] string? Fingerprint = null,
    [FromQuery] string? Cursor = null)
{
    public bool Filters => Fields.Any();

    /// <summary>What the API is asked; days as moments.</summary>
    public string ToApiQuery(string? cursor, string? format = null) => Query(Fields
        .Select(one => one.Name switch
        {
            "from" => (one.Name, Value: Moment(one.Value, days: 0)),
            "to" => (one.Name, Value: Moment(one.Value, days: 1)),
            _ => one,
        })
        .Append(("cursor", cursor ?? "")).Append(("format", format ?? "")));

    /// <summary>The same filters from another place on.</summary>
    public string ToPageQuery(string? cursor) => Query(Fields.Append(("cursor", cursor ?? "")));

    private IEnumerable<(string Name, string Value)> Fields => new[]
    {
        ("from", From), ("to", To), ("user", User), ("action", Action), ("outcome", Outcome), ("taskId", TaskId),
        ("fingerprint", Fingerprint),
    }.Select(one => (one.Item1, one.Item2?.Trim() ?? "")).Where(one => one.Item2.Length > 0);

    private static string Moment(string day, int days) =>
        DateOnly.TryParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            ? date.AddDays(days).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) + "T00:00:00Z"
            : day;

    private static string Query(IEnumerable<(string Name, string Value)> fields) => string.Concat(
        fields.Where(one => one.Value.Length > 0)
            .Select((one, at) => $"{(at == 0 ? '?' : '&')}{one.Name}={Uri.EscapeDataString(one.Value)}"));
}
