using FsCheck;
using FsCheck.Fluent;
using Stage5.Core.Models;

namespace Stage5.Tests.Models;

public sealed class ModelPriceTests
{
    private static readonly Gen<decimal> Prices = Gen.Choose(0, 1_000_000_000).Select(p => p / 1_000_000m);

    private static readonly Gen<TokenCount> Counts =
        from input in Gen.Choose(0, int.MaxValue)
        from cached in Gen.Choose(0, input)
        from output in Gen.Choose(0, int.MaxValue)
        select new TokenCount(input, cached, output);

    private static readonly Gen<ModelPrice> Lists =
        from input in Prices
        from cached in Prices
        from output in Prices
        select new ModelPrice(input, cached, output, "EUR", "v");

    [Fact]
    public void A_cost_is_never_below_the_exact_sum_and_less_than_one_micro_unit_above() =>
        Prop.ForAll(Arb.From(Lists), Arb.From(Counts), (price, tokens) =>
        {
            // Each side by itself and in units of the currency, as an invoice would add it up.
            var exact = 1_000_000m * (
                price.InputPerMillion * (tokens.Input - tokens.CachedInput) / 1_000_000m
                + price.CachedInputPerMillion * tokens.CachedInput / 1_000_000m
                + price.OutputPerMillion * tokens.Output / 1_000_000m);
            var above = price.CostOf(tokens) - exact;
            return above >= 0 && above < 1;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Fewer_tokens_never_cost_more_than_the_worst_case() =>
        Prop.ForAll(Arb.From(Lists), Arb.From(Counts), (price, tokens) =>
        {
            var provider = Provider(price);
            return price.CostOf(tokens) <= WorstCase.Micros(provider, tokens.Input, tokens.Output);
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(-5, 0, -7, 0)]
    [InlineData(10, 20, 0, 1)]
    [InlineData(10, -20, 0, 30)]
    [InlineData(long.MaxValue, 0, long.MaxValue, long.MaxValue)]
    public void Impossible_figures_are_taken_at_their_nearest_possible(
        long input, long cached, long output, long cost) =>
        new ModelPrice(3, 0.1m, 15, "EUR", "v").CostOf(new TokenCount(input, cached, output)).ShouldBe(cost);

    [Fact]
    public void The_worst_case_takes_the_least_of_what_is_known()
    {
        var provider = Provider(new ModelPrice(1, 1, 10, "EUR", "v"), context: 1_000, most: 100);
        WorstCase.Micros(provider, 50, 20).ShouldBe(50 + 200);
        WorstCase.Micros(provider, null, null).ShouldBe(1_000 + 1_000);
        WorstCase.Micros(provider, 5_000, 5_000).ShouldBe(1_000 + 1_000);
        WorstCase.Micros(provider, 50, null, answers: 4).ShouldBe(50 + 4_000);
        WorstCase.Micros(provider, 50, 150, answers: 4).ShouldBe(50 + 1_500);
        WorstCase.Micros(provider, 5_000, 5_000, answers: 2).ShouldBe(2_000 + 2_000);
    }

    [Fact]
    public void Without_a_bound_or_a_price_there_is_no_worst_case_but_what_is_free_needs_none()
    {
        WorstCase.Micros(Provider(null), 1, 1).ShouldBeNull();
        var priced = Provider(new ModelPrice(1, 1, 1, "EUR", "v"));
        WorstCase.Micros(priced, 1, null).ShouldBeNull();
        WorstCase.Micros(priced, null, 1).ShouldBeNull();
        WorstCase.Micros(Provider(new ModelPrice(1, 1, 0, "EUR", "v")), 7, null).ShouldBe(7);
        WorstCase.Micros(Provider(new ModelPrice(0, 1, 1, "EUR", "v")), null, 7).ShouldBeNull();
        WorstCase.Micros(Provider(ModelPrice.Free("local")), null, null).ShouldBe(0);
    }

    private static ModelProvider Provider(ModelPrice? price, long? context = null, long? most = null) =>
        new("p", ProviderKind.OpenAICompatible, "m", null, [], null, null)
        {
            Price = price,
            ContextLength = context,
            MaxOutputTokens = most,
        };
}
