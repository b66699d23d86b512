using System.Globalization;
using Stage5.Contracts;

namespace Stage5.Core.Guards;

/// <summary>A day's sums as the store keeps them: for each provider and model seven numbers.</summary>
internal static class UsageSums
{
    public static IEnumerable<UsageRow> Rows(DateOnly day, string[] fields) => fields.Chunk(2)
        .Select(pair =>
        {
            var name = pair[0].Split('|', 2);
            var n = pair[1].Split(',').Select(text => long.Parse(text, CultureInfo.InvariantCulture)).ToArray();
            return new UsageRow(day, name[0], name[1],
                new UsageTotals(n[0], n[1], n[2], n[3], Money.Units(n[4]), n[5], n[6]));
        })
        .Where(row => row.Totals.Calls > 0)
        .OrderBy(row => row.Provider, StringComparer.Ordinal).ThenBy(row => row.Model, StringComparer.Ordinal);

    public static UsageTotals Sum(IEnumerable<UsageTotals> all) => all.Aggregate(
        new UsageTotals(0, 0, 0, 0, 0, 0, 0),
        static (sum, one) => new UsageTotals(
            sum.Calls + one.Calls, sum.InputTokens + one.InputTokens,
            sum.CachedInputTokens + one.CachedInputTokens, sum.OutputTokens + one.OutputTokens, sum.Cost + one.Cost, sum.UnpricedCalls + one.UnpricedCalls,
            sum.EstimatedCalls + one.EstimatedCalls));
}
