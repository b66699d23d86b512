using System.Globalization;
using Stage5.Core.Guards;

namespace Stage5.Tests.Guards;

public sealed class BudgetCalendarTests
{
    private const int Hour = 0, Day = 1, Week = 2, Month = 3;

    [Theory]
    // An ordinary day, and the two on which Madrid's clocks change: 23 and 25 hours.
    [InlineData("Europe/Madrid", Day, "2026-06-10T12:00Z", "2026-06-09T22:00Z", "2026-06-10T22:00Z")]
    [InlineData("Europe/Madrid", Day, "2026-03-29T00:30Z", "2026-03-28T23:00Z", "2026-03-29T22:00Z")]
    [InlineData("Europe/Madrid", Day, "2026-10-25T01:30Z", "2026-10-24T22:00Z", "2026-10-25T23:00Z")]
    [InlineData("Europe/Madrid", Hour, "2026-10-25T00:59Z", "2026-10-25T00:00Z", "2026-10-25T01:00Z")]
    [InlineData("Europe/Madrid", Week, "2026-10-25T22:59Z", "2026-10-18T22:00Z", "2026-10-25T23:00Z")]
    [InlineData("Europe/Madrid", Month, "2026-10-31T22:59Z", "2026-09-30T22:00Z", "2026-10-31T23:00Z")]
    // Midnight that did not exist: the day began at one.
    [InlineData("America/Sao_Paulo", Day, "2018-11-04T12:00Z", "2018-11-04T03:00Z", "2018-11-05T02:00Z")]
    [InlineData("America/Sao_Paulo", Day, "2018-11-04T02:59Z", "2018-11-03T03:00Z", "2018-11-04T03:00Z")]
    // The last hour of a day twice.
    [InlineData("America/Sao_Paulo", Day, "2018-02-18T02:30Z", "2018-02-17T02:00Z", "2018-02-18T03:00Z")]
    // Midnight twice: the day begins at the first.
    [InlineData("America/Havana", Day, "2025-11-02T05:30Z", "2025-11-02T04:00Z", "2025-11-03T05:00Z")]
    [InlineData("Asia/Kathmandu", Hour, "2026-11-21T12:20Z", "2026-11-21T12:15Z", "2026-11-21T13:15Z")]
    [InlineData("Asia/Kathmandu", Day, "2026-11-21T18:14Z", "2026-11-20T18:15Z", "2026-11-21T18:15Z")]
    [InlineData("UTC", Week, "2026-11-22T23:59Z", "2026-11-16T00:00Z", "2026-11-23T00:00Z")]
    [InlineData("UTC", Week, "2026-11-23T00:00Z", "2026-11-23T00:00Z", "2026-11-30T00:00Z")]
    [InlineData("UTC", Month, "2028-02-29T23:59Z", "2028-02-01T00:00Z", "2028-03-01T00:00Z")]
    public void A_window_begins_and_ends_where_the_tenants_calendar_says(
        string zone, int window, string now, string start, string end) =>
        Calendar(zone).Current(window, At(now)).ShouldBe((At(start), At(end)));

    [Theory]
    [InlineData("Europe/Madrid")]
    [InlineData("America/Sao_Paulo")]
    [InlineData("Asia/Kathmandu")]
    [InlineData("Australia/Lord_Howe")]
    public void Windows_follow_each_other_without_gap_through_eleven_years(string zone)
    {
        var calendar = Calendar(zone);
        for (var window = Hour; window <= Month; window++)
        {
            var now = At("2016-01-01T00:00Z");
            var (start, end) = calendar.Current(window, now);
            while (now < At(window == Hour ? "2017-01-01T00:00Z" : "2027-01-01T00:00Z"))
            {
                now = end;
                (start, end) = calendar.Current(window, now);
                start.ShouldBe(now);
                end.ShouldBeGreaterThan(start);
            }
        }
    }

    private static BudgetCalendar Calendar(string zone) => new(TimeZoneInfo.FindSystemTimeZoneById(zone));

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
