namespace Stage5.Web.Pages;

/// <summary>The days of usage that a page shows: whole days of the tenant's time zone, today included.</summary>
internal static class UsageDays
{
    public const int Count = 7;

    /// <param name="timeZone">IANA; UTC where it is null or not known here.</param>
    public static (DateOnly From, DateOnly To) Last(int count, DateTimeOffset now, string? timeZone)
    {
        var zone = timeZone is not null && TimeZoneInfo.TryFindSystemTimeZoneById(timeZone, out var found)
            ? found : TimeZoneInfo.Utc;
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, zone).DateTime);
        return (today.AddDays(1 - count), today);
    }
}
