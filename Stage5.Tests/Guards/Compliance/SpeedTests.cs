using System.Diagnostics;
using Stage5.Core.Guards.Compliance;

namespace Stage5.Tests.Guards.Compliance;

public sealed class SpeedTests(ITestOutputHelper output)
{
    private const string Prose = "The quick brown fox jumps over the lazy dog; nobody wrote a number here, and the meeting went well. ";

    [Fact]
    public void Clean_text_costs_little_and_allocates_next_to_nothing()
    {
        var (guard, redactions) = (Guards.Of(), new Redactions());
        var clean = string.Concat(Enumerable.Repeat(Prose, 50_000 / Prose.Length));
        var allocated = Measure("clean", clean, text => guard.Protect(Guards.Tenant, text, redactions));
        Measure("accented", clean.Replace('o', 'ó'), text => guard.Protect(Guards.Tenant, text, redactions));
        Measure("a number a sentence", clean.Replace("dog", "42"), text => guard.Protect(Guards.Tenant, text, redactions));
        Measure("an address a sentence", clean.Replace("dog", "a@x.com"), text => guard.Protect(Guards.Tenant, text, new()));
        Measure("streamed by words", clean, text => guard.Filter(redactions, text.Split(' ').Select(word => word + " ")));

        allocated.ShouldBeLessThan(1024);
    }

    [Theory]
    [InlineData("1 ")]
    [InlineData("1")]
    [InlineData("a@")]
    [InlineData("sk-")]
    [InlineData("-----BEGIN PRIVATE KEY-----")]
    [InlineData("password:a1")]
    [InlineData("eyJ.")]
    [InlineData("://a:")]
    [InlineData("{{ ")]
    [InlineData("::1")]
    [InlineData("+1 (")]
    [InlineData("a1B-")]
    public void A_hostile_text_costs_no_more_than_its_length(string unit)
    {
        var guard = Guards.Of();
        var small = string.Concat(Enumerable.Repeat(unit, 20_000 / unit.Length));
        var large = string.Concat(Enumerable.Repeat(unit, 320_000 / unit.Length));

        var (one, sixteen) = (BestOf(small), BestOf(large));

        TimeSpan BestOf(string text) => Enumerable.Range(0, 3).Min(_ => TimeOf(() => guard.Protect(Guards.Tenant, text, new())));

        // Quadratic would be 256 times; a busy machine is given room.
        sixteen.ShouldBeLessThan((one * 100) + TimeSpan.FromMilliseconds(200));
    }

    private long Measure(string name, string text, Action<string> run)
    {
        for (var i = 0; i < 20; i++) run(text);
        var before = GC.GetAllocatedBytesForCurrentThread();
        run(text);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        var best = Enumerable.Range(0, 20).Min(_ => TimeOf(() => run(text)));
        output.WriteLine($"{name}: {text.Length / best.TotalSeconds / 1e6:0} MB/s (characters), {allocated} bytes allocated");
        return allocated;
    }

    private static TimeSpan TimeOf(Action run)
    {
        var start = Stopwatch.GetTimestamp();
        run();
        return Stopwatch.GetElapsedTime(start);
    }
}
