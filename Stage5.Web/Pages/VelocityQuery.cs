using System.Globalization;
using Microsoft.AspNetCore.Mvc;

namespace Stage5.Web.Pages;

/// <summary>The window that the page Velocity shows.</summary>
/// <param name="From">First day, <c>yyyy-MM-dd</c>.</param>
/// <param name="To">Last day; it counts in full.</param>
/// <param name="Timezone">IANA name.</param>
public sealed record VelocityQuery(
    [FromQuery] string? From = null,
    [FromQuery] string? To = null,
    [FromQuery] string? Timezone = null)
{
    public const int DefaultDays = 14;

    /// <summary>With what was left out: the last two weeks, of UTC.</summary>
    public VelocityQuery Complete(DateTimeOffset now)
    {
        var (from, to) = UsageDays.Last(DefaultDays, now, Timezone);
        return new(Given(From) ?? Day(from), Given(To) ?? Day(to), Given(Timezone) ?? "UTC");
    }

    public string ToQueryString() =>
        $"?from={Uri.EscapeDataString(From ?? "")}&to={Uri.EscapeDataString(To ?? "")}"
        + $"&timezone={Uri.EscapeDataString(Timezone ?? "")}";

    public static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string? Given(string? value) => string.IsNullOrWhiteSpace(value) ? null : value.Trim();
}
