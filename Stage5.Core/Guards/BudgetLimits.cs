using System.Globalization;
using Stage5.Contracts;

namespace Stage5.Core.Guards;

/// <summary>What the wire's own annotations cannot say about an administrator's limits.</summary>
public static class BudgetLimits
{
    /// <summary>Messages by field, all at once; none when the limits can be set.</summary>
    public static IReadOnlyDictionary<string, string[]> Errors(IReadOnlyList<BudgetLimit?> limits)
    {
        var errors = new Dictionary<string, string[]>();
        var seen = new HashSet<(string, string?, string)>();
        for (var i = 0; i < limits.Count; i++)
        {
            var field = string.Create(CultureInfo.InvariantCulture, $"limits[{i}]");
            if (limits[i] is not { } limit)
            {
                errors[field] = ["A limit must not be null."];
                continue;
            }
            var found = new List<string>();
            if (limit.Scope == "tenant" && limit.Id is not null)
                found.Add("A tenant's limit has no id.");
            if (!seen.Add((limit.Scope, limit.Id, limit.Window)))
                found.Add("A limit of the same scope, id and window stands before this one.");
            if (TooFine(limit.HardLimit) || TooFine(limit.SoftLimit))
                found.Add("An amount has at most six decimals.");
            if (limit.SoftLimit > limit.HardLimit)
                found.Add("softLimit must not be above hardLimit.");
            if (found.Count > 0)
                errors[field] = [.. found];
        }
        return errors;
    }

    private static bool TooFine(decimal? amount) => amount is { } units && Money.TryMicros(units) is null;
}
