using System.Globalization;
using StackExchange.Redis;

namespace Stage5.Core.Guards;

/// <summary>When a tenant's hours, days, weeks (from Monday) and months begin.</summary>
internal sealed class BudgetCalendar(TimeZoneInfo zone)
{
    private static readonly TimeSpan Step = TimeSpan.FromMinutes(15);

    private Cached? _cached;

    /// <summary>
    /// For scripts: the beginnings of some windows of each kind around that time, so that the store's own clock
    /// can choose, and the names of those days.
    /// </summary>
    public RedisValue[] Around(DateTimeOffset now)
    {
        var cached = _cached;
        if (cached is null || now < cached.From || now >= cached.Until)
            _cached = cached = Compute(now);
        return cached.Arguments;
    }

    /// <summary>The window of that time; <paramref name="window"/> as in <see cref="Scopes.Windows"/>.</summary>
    public (DateTimeOffset Start, DateTimeOffset End) Current(int window, DateTimeOffset now)
    {
        var starts = Starts(window, now, -1, 2);
        var at = Array.FindLastIndex(starts, start => start <= now);
        return (starts[at], starts[at + 1]);
    }

    public DateOnly Today(DateTimeOffset now) =>
        DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, zone).DateTime);

    private Cached Compute(DateTimeOffset now)
    {
        var hours = Starts(0, now, -1, 2);
        RedisValue[] arguments =
        [
            Text(hours), .. Enumerable.Range(1, 3).Select(window => Text(Starts(window, now, -1, 2))),
            string.Join(' ', Enumerable.Range(-1, 4).Select(i => Today(now).AddDays(i)
                .ToString("yyyyMMdd", CultureInfo.InvariantCulture))),
        ];
        return new Cached(hours[1], hours[2], arguments);
    }

    private DateTimeOffset[] Starts(int window, DateTimeOffset now, int from, int to)
    {
        var today = Today(now);
        return [.. Enumerable.Range(from, to - from + 1).Select(i => window switch
        {
            0 => Hour(now).AddHours(i),
            1 => Midnight(today.AddDays(i)),
            2 => Midnight(today.AddDays(-(((int)today.DayOfWeek + 6) % 7) + 7 * i)),
            _ => Midnight(new DateOnly(today.Year, today.Month, 1).AddMonths(i)),
        })];
    }

    // An hour is sixty minutes, whatever the clocks on the wall do.
    private DateTimeOffset Hour(DateTimeOffset now)
    {
        var shift = zone.BaseUtcOffset.Ticks % TimeSpan.TicksPerHour;
        var local = now.UtcTicks + shift;
        return new DateTimeOffset(local - local % TimeSpan.TicksPerHour - shift, TimeSpan.Zero);
    }

    // The first moment of that day: after midnight where the clocks skip it, the first where they repeat it.
    private DateTimeOffset Midnight(DateOnly day)
    {
        var local = day.ToDateTime(TimeOnly.MinValue);
        while (zone.IsInvalidTime(local))
            local += Step;
        var offset = zone.IsAmbiguousTime(local)
            ? zone.GetAmbiguousTimeOffsets(local).Max()
            : zone.GetUtcOffset(local);
        return new DateTimeOffset(local, offset).ToUniversalTime();
    }

    private static string Text(IEnumerable<DateTimeOffset> starts) => string.Join(' ', starts.Select(start =>
        start.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture)));

    private sealed record Cached(DateTimeOffset From, DateTimeOffset Until, RedisValue[] Arguments);
}
