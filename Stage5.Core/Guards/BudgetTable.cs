using System.Globalization;
using StackExchange.Redis;
using Stage5.Contracts;

namespace Stage5.Core.Guards;

/// <summary>One reply of <c>guard-budgets</c>, put together with what configuration says.</summary>
internal sealed class BudgetTable
{
    private readonly GuardPolicy _policy;
    private readonly GuardSubject _caller;
    private readonly DateTimeOffset _now;
    private readonly long _version;
    private readonly Dictionary<string, Limit?[]> _set;
    private readonly Dictionary<(string Scope, string Id), long[]> _counters;

    public BudgetTable(GuardPolicy policy, GuardSubject caller, RedisResult[] reply)
    {
        (_policy, _caller) = (policy, caller);
        _now = DateTimeOffset.FromUnixTimeMilliseconds((long)reply[1]);
        _version = (long)reply[2];
        _set = ((string[])reply[3]!).Chunk(2).ToDictionary(pair => pair[0], pair => Limit.Unpack(pair[1]));
        _counters = ((RedisResult[])reply[4]!).Select(row => (string[])row!).ToDictionary(
            row => (row[0], row[1]),
            row => row.Skip(2).Select(number => long.Parse(number, CultureInfo.InvariantCulture)).ToArray());
    }

    /// <summary>Whose limits these are, as the store names it.</summary>
    public static string FieldOf(string scope, string? id) => id is null ? scope : $"{scope} {id}";

    public static string Pack(IEnumerable<BudgetLimit> limits)
    {
        var windows = new Limit?[4];
        foreach (var limit in limits)
        {
            windows[Array.IndexOf(Scopes.Windows, limit.Window)] = new Limit(
                limit.HardLimit is { } hard ? Money.TryMicros(hard) : null,
                limit.SoftLimit is { } soft ? Money.TryMicros(soft) : null);
        }
        return Limit.Pack(windows);
    }

    public BudgetsView View(bool everyone)
    {
        var own = new HashSet<(string, string)> { ("key", _caller.Key), ("user", _caller.User) };
        var whose = _set.Keys.Select(field => field.Split(' ', 2)).Where(parts => parts.Length == 2)
            .Where(parts => everyone || own.Contains((parts[0], parts[1])))
            .OrderBy(parts => parts[0], StringComparer.Ordinal).ThenBy(parts => parts[1], StringComparer.Ordinal);
        return new BudgetsView(
            _policy.Enforces ? "enforce" : "observe", _policy.Currency, _policy.TimeZone.Id, _version,
            [
                .. Scopes.Names.SelectMany(scope => Rows(scope, null)),
                .. whose.SelectMany(parts => Rows(parts[0], parts[1])),
            ]);
    }

    private IEnumerable<BudgetView> Rows(string scope, string? id)
    {
        for (var window = 0; window < 4; window++)
        {
            var set = _set.GetValueOrDefault(FieldOf(scope, id))?[window];
            var limit = set ?? (id is null ? _policy.Limits[Array.IndexOf(Scopes.Names, scope), window] : null);
            // The tenant's spending is told with or without a limit.
            if (limit is not null && (!limit.IsNone || set is not null || scope == "tenant"))
                yield return Row(scope, id, window, limit, set is not null);
        }
    }

    private BudgetView Row(string scope, string? id, int window, Limit limit, bool set)
    {
        var (start, end) = _policy.Calendar.Current(window, _now);
        var (spent, held) = Amounts(scope, id, window, start);
        var counted = scope != "conversation" || id is not null;
        return new BudgetView(
            scope, id, Scopes.Windows[window], Units(limit.Hard), Units(limit.Soft), Money.Units(spent),
            Money.Units(held), counted && limit.Hard is { } hard ? Money.Units(hard - spent - held) : null,
            _policy.AlertAt(limit) is { } alert && spent > alert, end, set ? "administrator" : "configuration");
    }

    private (long Spent, long Held) Amounts(string scope, string? id, int window, DateTimeOffset start)
    {
        var whose = id ?? scope switch { "key" => _caller.Key, "user" => _caller.User, _ => "" };
        return _counters.TryGetValue((scope, whose), out var counters)
            && counters[window * 3] >= start.ToUnixTimeMilliseconds()
            ? (counters[window * 3 + 1], counters[window * 3 + 2])
            : (0, 0);
    }

    private static decimal? Units(long? micros) => micros is { } known ? Money.Units(known) : null;
}
