using System.Text;
using Stage5.Contracts;
using Stage5.Core.Language.Glossaries.Exchange;
using Stage5.Tests.Stores;

namespace Stage5.Tests.Language.Glossaries;

/// <summary>
/// Files made to break the one who reads them: each has a defined answer, and memory stays bounded.
/// </summary>
[Collection(Alone.Name)]
public sealed class ImportEnemyTests(StoreServers servers) : GlossaryTests(servers), IClassFixture<StoreServers>
{
    private const int Mega = 1024 * 1024;
    private const string Header = "sourceLanguage,targetLanguage,sourceTerm,targetTerm\n";
    private const string Martif = "<martif type='TBX' xml:lang='en'><text><body>";

    // U+D800, as if it were a character of its own.
    private static ReadOnlySpan<byte> HalfAPair => [0xED, 0xA0, 0x80];

    [Theory]
    [InlineData("header of a million columns", "too_many_columns", 1)]
    [InlineData("row of a million columns", "too_many_columns", 2)]
    [InlineData("field of 40 MB", "field_too_long", 2)]
    [InlineData("quote that is never closed", "unclosed_quote", 2)]
    [InlineData("text after a quote", "text_after_quote", 2)]
    [InlineData("bytes that are no UTF-8", "invalid_utf8", 3)]
    [InlineData("half a pair of surrogates", "invalid_utf8", 2)]
    [InlineData("zip", "invalid_utf8", 1)]
    [InlineData("UTF-16", "invalid_utf8", 1)]
    [InlineData("nothing", "empty_file", 1)]
    [InlineData("no header", "no_header", 1)]
    [InlineData("two columns of a name", "duplicate_column", 1)]
    [InlineData("NUL", "invalid_characters", 2)]
    [InlineData("invisible", "invisible", 2)]
    public async Task A_bad_csv_is_answered_with_what_is_wrong_where(string what, string code, int row)
    {
        var node = await NodeAsync(StoreKind.Redis);

        var (result, grown) = await MeasuredAsync(node, GlossaryFormat.Csv, Csv(what));

        result.Outcome.ShouldBe(ImportOutcome.Invalid);
        (result.Report.Errors[0].Code, result.Report.Errors[0].Row).ShouldBe((code, row));
        grown.ShouldBeLessThan(64L * Mega);
        (await ListAsync(node, OfTenant)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("entity bomb", "dtd_refused")]
    [InlineData("external entity", "dtd_refused")]
    [InlineData("text of 40 MB", "field_too_long")]
    [InlineData("attribute of 40 MB", "field_too_long")]
    [InlineData("comment of 40 MB", "field_too_long")]
    [InlineData("40 MB of ever new names", "too_many_names")]
    [InlineData("40 MB of nesting", "too_deep")]
    [InlineData("a million terms in a concept", "too_many_terms_in_concept")]
    [InlineData("no XML", "invalid_xml")]
    [InlineData("cut off", "invalid_xml")]
    [InlineData("another document", "not_tbx")]
    [InlineData("bytes that are no UTF-8", "invalid_utf8")]
    [InlineData("half a pair of surrogates", "invalid_utf8")]
    [InlineData("half a pair by its number", "invalid_xml")]
    [InlineData("no language", "no_language")]
    public async Task A_bad_tbx_is_answered_with_what_is_wrong(string what, string code)
    {
        var node = await NodeAsync(StoreKind.Redis);

        var (result, grown) = await MeasuredAsync(node, GlossaryFormat.Tbx, Tbx(what));

        result.Outcome.ShouldBe(ImportOutcome.Invalid);
        result.Report.Errors[0].Code.ShouldBe(code);
        result.Report.Errors[0].Row.ShouldBeGreaterThan(0);
        grown.ShouldBeLessThan(64L * Mega);
        (await ListAsync(node, OfTenant)).ShouldBeEmpty();
    }

    [Fact]
    [Trait("Threat", "API-D3")]
    public async Task A_file_of_200_MB_ends_at_the_limit_and_leaves_nothing()
    {
        var node = await NodeAsync(StoreKind.Redis);
        var body = new EndlessStream(
            Header.Trim() + ",note\n", $"en,es,same term,término,{new string('n', 900)}\n", 200L * Mega);

        var thrown = await Should.ThrowAsync<ImportTooLargeException>(
            node.Importer.ImportAsync(
                new GlossaryImport(OfTenant, "ana", GlossaryFormat.Csv) { DryRun = true }, body, Ct));

        thrown.Most.ShouldBe(64L * Mega);
        body.Handed.ShouldBeLessThan(65L * Mega);
        body.Grown.ShouldBeLessThan(64L * Mega);
        ((string[])(await node.Database.ExecuteAsync("KEYS", "*"))!).ShouldBeEmpty();
    }

    [Fact]
    public async Task Errors_are_counted_and_the_first_hundred_are_listed()
    {
        var node = await NodeAsync(StoreKind.Redis, ("TenantTerms", "5"));
        var bad = Header + string.Concat(Enumerable.Repeat("en,xx-nowhere,a,\n", 250));
        var many = Header + string.Concat(Enumerable.Range(0, 5_000).Select(i => $"en,es,term{i},x\n"));

        var import = new GlossaryImport(OfTenant, "ana", GlossaryFormat.Csv);
        var errors = (await ImportAsync(node, import, bad)).Report;
        var full = (await ImportAsync(node, import, many)).Report;

        (errors.ErrorCount, errors.Errors.Count, errors.Rows).ShouldBe((500, 100, 250));
        errors.Errors[3].ShouldBe(new(3, "targetTerm", "required", "targetTerm is required."));
        (full.Imported, full.Errors.ShouldHaveSingleItem().Code).ShouldBe((false, "too_many_terms"));
        full.Rows.ShouldBeLessThan(1_001);
    }

    [Fact]
    public async Task Both_editions_of_tbx_are_read_and_deprecated_terms_are_banned()
    {
        var node = await NodeAsync(StoreKind.Redis);
        const string Old = """
            <?xml version='1.0' encoding="UTF-8"?><!-- it's - <fine> -->
            <martif type="TBX-Basic" xml:lang="en"><martifHeader/><text><body>
            <termEntry id="1"><descrip type="definition">x</descrip><note>n<hi>o</hi>te</note>
              <langSet xml:lang="en"><tig><term>mouse</term></tig>
                <ntig><termGrp><term>pointing &amp; device</term></termGrp></ntig></langSet>
              <langSet xml:lang="es"><tig><term><![CDATA[ratón]]></term></tig>
                <tig><term>puntero</term>
                  <termNote type="administrativeStatus">admittedTerm-admn-sts</termNote></tig>
                <tig><term>mouse</term>
                  <termNote type="administrativeStatus">deprecatedTerm-admn-sts</termNote></tig>
              </langSet>
            </termEntry>
            <termEntry><langSet xml:lang="fr"><tig><term>seul</term></tig></langSet></termEntry>
            </body></text></martif>
            """;
        const string New = """
            <tbx type="TBX-Basic" style="dct" xml:lang="en"
                xmlns="urn:iso:std:iso:30042:ed-2" xmlns:min="http://x">
            <tbxHeader/><text><body><conceptEntry id="c1">
              <langSec xml:lang="de"><termSec><term>Maus</term></termSec></langSec>
              <langSec xml:lang="en-GB"><termSec><term>mouse</term></termSec></langSec>
              <langSec xml:lang="de"><termSec><term>Mausgerät</term>
                <min:administrativeStatus>supersededTerm-admn-sts</min:administrativeStatus></termSec></langSec>
            </conceptEntry></body></text></tbx>
            """;

        var old = await ImportAsync(node, new GlossaryImport(OfTenant, "ana", GlossaryFormat.Tbx), Old);
        var next = await ImportAsync(node, new GlossaryImport(OfAna, "ana", GlossaryFormat.Tbx), New);

        old.Report.Errors.ShouldBeEmpty();
        (old.Report.Added, old.Report.Skipped).ShouldBe((3, 1));
        (await ListAsync(node, OfTenant)).Select(Line).ShouldBe(
            ["banned *>es :mouse [] ratón", "translate en>es mouse:ratón [puntero] ",
                "translate en>es pointing & device:ratón [puntero] "], ignoreOrder: true);
        (await ListAsync(node, OfTenant)).ShouldAllBe(entry => entry.Note == "note");
        next.Report.Imported.ShouldBeTrue();
        (await ListAsync(node, OfAna)).Select(Line).ShouldBe(
            ["translate en-GB>de mouse:Maus [] ", "banned *>de :Mausgerät [] Maus"], ignoreOrder: true);
    }

    private static string Line(GlossaryEntryView entry) =>
        $"{(entry.Kind == GlossaryKind.Banned ? "banned" : "translate")} "
        + $"{entry.SourceLanguage}>{entry.TargetLanguage} "
        + $"{entry.SourceTerm}:{entry.TargetTerm} [{string.Join('|', entry.Alternatives)}] {entry.Replacement}";

    private static EndlessStream Csv(string what) => what switch
    {
        "header of a million columns" => Repeated("", "c{0},", 1_000_000),
        "row of a million columns" => Repeated(Header + "en", ",x", 1_000_000),
        "field of 40 MB" => new(Header + "en,es,", "xxxxxxxxxxxxxxxx", 40 * Mega),
        "quote that is never closed" => new(Header + "en,es,\"", "en,es,a,b\n", 40 * Mega),
        "text after a quote" => Text(Header + "en,es,\"a\"b,c\n"),
        "bytes that are no UTF-8" =>
            new([.. Encoding.UTF8.GetBytes(Header + "en,es,ok,ok\nen,es,ca"), 0xC3, 0x28, .. ",x\n"u8]),
        "half a pair of surrogates" => new([.. Encoding.UTF8.GetBytes(Header + "en,es,"), .. HalfAPair, .. ",x"u8]),
        "zip" => new([.. "PK"u8, 3, 4, 0x14, 0, 0xFF, 0xFE, 0x9C]),
        "UTF-16" => new(Encoding.Unicode.GetPreamble().Concat(Encoding.Unicode.GetBytes(Header)).ToArray()),
        "nothing" => Text("\uFEFF\r\n\n"),
        "no header" => Text("mouse,ratón\n"),
        "two columns of a name" => Text("term,source_term,translation\n"),
        "NUL" => Text(Header + "en,es,a\0b,c\n"),
        _ => Text(Header + "en,es,\u200B\u200F,c\n"),
    };

    private static EndlessStream Tbx(string what) => what switch
    {
        "entity bomb" => Text("<!DOCTYPE m [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;&a;'>"
            + "<!ENTITY c '&b;&b;&b;&b;&b;&b;&b;&b;&b;'>]><martif>&c;</martif>"),
        "external entity" => Text("<!DOCTYPE m SYSTEM 'file:///etc/passwd'><martif/>"),
        "text of 40 MB" =>
            new(Martif + "<termEntry><langSet xml:lang='en'><tig><term>", "xxxxxxxxxxxx", 40 * Mega),
        "attribute of 40 MB" => new(Martif + "<termEntry id='", "x>\"xxxxxxxxxx", 40 * Mega),
        "comment of 40 MB" => new(Martif + "<!-- ", "it's > so < ", 40 * Mega),
        "40 MB of ever new names" => new(Martif, "<n{0}/>", 40 * Mega),
        "40 MB of nesting" => new(Martif, "<a>", 40 * Mega),
        "a million terms in a concept" => Repeated(Martif + "<termEntry><langSet xml:lang='en'>",
            "<tig><term>t{0}</term></tig>", 1_000_000, "</langSet></termEntry></body></text></martif>"),
        "no XML" => Text("sourceTerm,targetTerm\n"),
        "cut off" => Text(Martif + "<termEntry>"),
        "another document" => Text("<html><body/></html>"),
        "bytes that are no UTF-8" => new([.. Encoding.UTF8.GetBytes(Martif), 0xC3, 0x28]),
        "half a pair of surrogates" => new([.. Encoding.UTF8.GetBytes(Martif + "<p>"), .. HalfAPair, .. "</p>"u8]),
        "half a pair by its number" => Text(Martif + "<termEntry><langSet xml:lang='en'><tig><term>&#xD800;</term>"),
        _ => Text(Martif
            + "<termEntry><langSet><tig><term>a</term></tig></langSet></termEntry></body></text></martif>"),
    };

    private static EndlessStream Text(string text) => new(Encoding.UTF8.GetBytes(text));

    private static EndlessStream Repeated(string head, string part, int times, string end = "") =>
        new(head, part, long.MaxValue, times, end);

    private async Task<(ImportResult Result, long Grown)> MeasuredAsync(
        GlossaryNode node, GlossaryFormat format, EndlessStream body)
    {
        var result = await node.Importer.ImportAsync(new GlossaryImport(OfTenant, "ana", format), body, Ct);
        return (result, body.Grown);
    }
}
