namespace Stage5.Core.Guards;

/// <summary>Money is counted in micro-units: millionths of the tenant's currency, whole and exact.</summary>
public static class Money
{
    /// <summary>Micro-units in one unit.</summary>
    public const long Micros = 1_000_000;

    /// <summary>The largest limit, in units.</summary>
    public const decimal Most = 1_000_000_000m;

    /// <summary>Units of the currency.</summary>
    public static decimal Units(long micros) => micros / (decimal)Micros;

    /// <summary>Micro-units; null when the amount is negative, too large, or has a fraction of one.</summary>
    public static long? TryMicros(decimal units) =>
        units is >= 0 and <= Most && decimal.Truncate(units * Micros) == units * Micros
            ? (long)(units * Micros)
            : null;

    // What a provider reports may be impossible; the money that was spent is to be settled all the same.
    internal static Spend Bounded(Spend spend) => spend with
    {
        Tokens = new(Bounded(spend.Tokens.Input), Bounded(spend.Tokens.CachedInput), Bounded(spend.Tokens.Output)),
        CostMicros = spend.CostMicros is { } cost ? Bounded(cost) : null,
    };

    private static long Bounded(long amount) => Math.Clamp(amount, 0, (long)Most * Micros);

    // Scripts count in doubles, which are whole up to 2^53; one call above the largest limit is no price.
    internal static long Checked(long micros) => micros is >= 0 and <= (long)Most * Micros
        ? micros
        : throw new ArgumentOutOfRangeException(
            nameof(micros), micros, "A call's cost is from 0 to 10^15 micro-units.");
}
