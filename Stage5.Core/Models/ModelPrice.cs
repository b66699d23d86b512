using System.Runtime.InteropServices;
using Stage5.Contracts;

namespace Stage5.Core.Models;

/// <summary>Tokens of one call, counted by the provider or, where that is said beside it, estimated.</summary>
/// <param name="Input">All input tokens, the cached ones among them.</param>
/// <param name="CachedInput">Those of the input that the provider had in its cache.</param>
/// <param name="Output">All output tokens, reasoning among them.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct TokenCount(long Input, long CachedInput, long Output)
{
    public static TokenCount operator +(TokenCount one, TokenCount other) => Add(one, other);

    public static TokenCount Add(TokenCount one, TokenCount other) =>
        new(one.Input + other.Input, one.CachedInput + other.CachedInput, one.Output + other.Output);
}

/// <summary>What a model's tokens cost. A price of zero is a price; an unknown price is no <see cref="ModelPrice"/>.</summary>
/// <param name="InputPerMillion">In units of the currency, for a million tokens.</param>
/// <param name="CachedInputPerMillion">For input the provider had cached.</param>
/// <param name="Currency">ISO 4217; <see cref="NoCurrency"/> where all is free.</param>
/// <param name="Version">Names the price list, for receipts and the ledger.</param>
public sealed record ModelPrice(
    decimal InputPerMillion, decimal CachedInputPerMillion, decimal OutputPerMillion, string Currency, string Version)
{
    /// <summary>ISO 4217's "no currency": of a price of zero that costs nothing in any.</summary>
    public const string NoCurrency = "XXX";

    /// <summary>Nothing, whatever is counted.</summary>
    public static ModelPrice Free(string version) => new(0, 0, 0, NoCurrency, version);

    /// <summary>As it is told on the wire.</summary>
    public PriceView ToView() =>
        new(InputPerMillion, CachedInputPerMillion, OutputPerMillion, Currency, Version);

    /// <summary>
    /// Micro-units (millionths of the currency), rounded up: a fraction is one. Impossible figures are taken at
    /// their nearest possible: below zero is zero, and no more input was cached than there was.
    /// </summary>
    public long CostOf(TokenCount tokens)
    {
        var input = Math.Max(0, tokens.Input);
        var cached = Math.Clamp(tokens.CachedInput, 0, input);
        return Micros(
            (input - cached) * InputPerMillion + cached * CachedInputPerMillion
            + Math.Max(0, tokens.Output) * OutputPerMillion);
    }

    /// <summary>What so many tokens cost at most, cached or not.</summary>
    internal long CostAtMost(long input, long output) =>
        Micros(input * decimal.Max(InputPerMillion, CachedInputPerMillion) + output * OutputPerMillion);

    private static long Micros(decimal exact) => (long)decimal.Min(decimal.Ceiling(exact), long.MaxValue);
}
