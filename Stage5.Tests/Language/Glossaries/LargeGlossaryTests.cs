using System.Diagnostics;
using System.Globalization;
using System.Text;
using Stage5.Core.Language.Glossaries;
using Stage5.Core.Language.Glossaries.Exchange;
using Stage5.Tests.Stores;

namespace Stage5.Tests.Language.Glossaries;

[Trait("Duration", "long")]
public sealed class LargeGlossaryTests(StoreServers servers) : GlossaryTests(servers), IClassFixture<StoreServers>
{
    private const int Many = 100_000;
    private const long Mega = 1024 * 1024;

    internal const string Concept =
        "<termEntry id='{0}'><langSet xml:lang='en'><tig><term>machine part {0}</term></tig>"
        + "</langSet><langSet xml:lang='es'><tig><term>pieza de máquina {0}</term></tig></langSet></termEntry>\n";

    [Theory, OnEachStore]
    public async Task A_hundred_thousand_terms_of_tbx_are_imported_in_bounded_memory_and_matched_at_once(
        StoreKind kind)
    {
        var node = await NodeAsync(kind, ("TenantTerms", "100010"));
        await AddAsync(node, OfTenant, Terms.Draft("reply", "respuesta"));
        var small = await MatchAsync(node);
        await using var file = new EndlessStream(
            "<martif xml:lang='en'><text><body>", Concept, long.MaxValue, Many, "</body></text></martif>");
        var clock = Stopwatch.StartNew();

        var result = await node.Importer.ImportAsync(
            new GlossaryImport(OfTenant, "ana", GlossaryFormat.Tbx), file, Ct);

        var imported = clock.Elapsed;
        result.Report.Errors.ShouldBeEmpty();
        (result.Report.Imported, result.Report.Added).ShouldBe((true, Many));
        file.Grown.ShouldBeLessThan(64 * Mega);

        var before = GC.GetTotalMemory(forceFullCollection: true);
        clock.Restart();
        (await PlanAsync(node, "machine part 77777")).Matches.ShouldHaveSingleItem()
            .Target.ShouldBe("pieza de máquina 77777");
        var built = clock.Elapsed;
        var memory = GC.GetTotalMemory(forceFullCollection: true) - before;
        memory.ShouldBeLessThan(256 * Mega);
        built.ShouldBeLessThan(TimeSpan.FromSeconds(10));
        var listed = await node.Reader.ListAsync(new GlossaryListing([OfTenant], "ana"), Ct);
        listed.Total.ShouldBe(Many + 1);

        var large = await MatchAsync(node);
        clock.Restart();
        await AddAsync(node, OfTenant, Terms.Draft("afterwards", "después"));
        (await PlanAsync(node, "afterwards")).Matches.Count.ShouldBe(1);
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture, $"""
            {kind}: {file.Handed / Mega} MB of TBX with {Many} terms imported in {imported.TotalSeconds:F1} s,
            {file.Grown / (double)Mega:F1} MB above idle;
            read and built in {built.TotalSeconds:F2} s, {memory / (double)Mega:F0} MB;
            2,000 characters matched in {large.TotalMicroseconds:F0} µs,
            in {small.TotalMicroseconds:F0} µs with one term;
            a change seen by its author {clock.Elapsed.TotalSeconds:F2} s after it was sent
            """));
        large.ShouldBeLessThan((small * 20) + TimeSpan.FromMilliseconds(20));
    }

    /// <summary>The middle of 51 plans of a text with a term in every tenth word.</summary>
    private async Task<TimeSpan> MatchAsync(GlossaryNode node)
    {
        var text = new StringBuilder();
        for (var i = 0; text.Length < 2_000; i++)
            text.Append(
                CultureInfo.InvariantCulture, $"please send the machine part {i * 31} with your reply, or else ");
        var times = new List<TimeSpan>();
        for (var i = 0; i < 51; i++)
        {
            var clock = Stopwatch.StartNew();
            await PlanAsync(node, text.ToString());
            times.Add(clock.Elapsed);
        }

        return times.Order().ElementAt(25);
    }
}
