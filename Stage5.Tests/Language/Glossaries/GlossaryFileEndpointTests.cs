using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Stage5.Contracts;

namespace Stage5.Tests.Language.Glossaries;

public sealed class GlossaryFileEndpointTests(GlossaryApi api) : IClassFixture<GlossaryApi>
{
    private const string Good = "sourceTerm,targetTerm\ninvoice,factura\n=total,\"a, b\"\n";
    private const string Pair = "source=en&target=es";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_file_is_previewed_imported_and_exported_as_it_was()
    {
        using var ana = api.ClientOf("files");

        using var dry = await ImportAsync(ana, $"{Pair}&dryRun=true", Good, "text/csv");
        using var real = await ImportAsync(ana, $"{Pair}&glossaryId=finance", Good, "text/csv; charset=utf-8");
        var (preview, report) = (await ReportAsync(dry), await ReportAsync(real));

        (preview.Imported, preview.DryRun, preview.Added, preview.Format).ShouldBe((false, true, 2, "csv"));
        (report.Imported, report.Added, report.Scope).ShouldBe((true, 2, GlossaryScope.Personal));
        foreach (var format in new[] { "csv", "tsv", "tbx" })
        {
            using var exported =
                await ana.GetAsync($"/api/glossary/export?format={format}&glossaryId=finance", Ct);
            var file = await exported.Content.ReadAsStringAsync(Ct);
            using var again = await ImportAsync(ana, $"format={format}", file, "application/octet-stream");

            exported.StatusCode.ShouldBe(HttpStatusCode.OK);
            exported.Content.Headers.ContentDisposition!.FileName.ShouldBe($"glossary-personal.{format}");
            (await ReportAsync(again)).Unchanged.ShouldBe(2, file);
        }
        (await ana.GetStringAsync("/api/glossary/export?glossaryId=none", Ct)).Split("\r\n").Length.ShouldBe(2);
    }

    [Fact]
    public async Task What_cannot_be_imported_says_why_by_row_and_nothing_is()
    {
        using var ana = api.ClientOf("refusals");
        using var first = await ImportAsync(ana, Pair, Good, "text/csv");

        using var invalid = await ImportAsync(ana, Pair, Good + "x,\n", "text/csv");
        using var preview = await ImportAsync(ana, Pair + "&dryRun=true", Good + "x,\n", "text/csv");
        using var conflicts = await ImportAsync(
            ana, Pair, Good.Replace("factura", "cuenta", StringComparison.Ordinal) + "new,nuevo\n", "text/csv");
        using var bomb =
            await ImportAsync(ana, "", "<!DOCTYPE x [<!ENTITY a 'b'>]><martif>&a;</martif>", "application/xml");

        (await ReportOfProblemAsync(invalid, 400, "import_invalid"))["errors"]![0]!.ToJsonString().ShouldBe(
            """{"row":4,"column":"targetTerm","code":"required","message":"targetTerm is required."}""");
        (await ReportAsync(preview)).ErrorCount.ShouldBe(1);
        (await ReportOfProblemAsync(
            conflicts, 409, "import_conflicts"))["conflicts"]![0]!["present"]!.GetValue<string>()
            .ShouldBe("factura");
        (await ReportOfProblemAsync(bomb, 400, "import_invalid"))["errors"]![0]!["code"]!.GetValue<string>()
            .ShouldBe("dtd_refused");
        (await ana.GetFromJsonAsync("/api/glossary", ContractsJson.Default.GlossaryPage, Ct))!.Total.ShouldBe(2);
    }

    [Fact]
    public async Task A_body_that_is_too_large_or_of_another_kind_is_refused()
    {
        using var ana = api.ClientOf("bodies");
        var large = Good + string.Concat(Enumerable.Repeat("same,igual\n", 200_000));

        using var tooLarge = await ImportAsync(ana, Pair, large, "text/csv");
        using var untold = new HttpRequestMessage(HttpMethod.Post, $"/api/glossary/import?{Pair}")
        {
            Content = new StreamContent(new EndlessStream(Good, "same,igual\n", 4_000_000)),
        };
        untold.Content.Headers.ContentType = new MediaTypeHeaderValue("text/csv");
        untold.Headers.TransferEncodingChunked = true;
        using var chunked = await ana.SendAsync(untold, Ct);
        using var aboveOthers = await ImportAsync(
            ana, Pair, Good + string.Concat(Enumerable.Repeat("same,igual\n", 120_000)), "text/csv");
        using var zip = await ImportAsync(ana, Pair, "PK", "application/zip");

        await tooLarge.ShouldBeProblemAsync(413, "import_too_large");
        await chunked.ShouldBeProblemAsync(413, "import_too_large");
        (await ReportAsync(aboveOthers)).Imported.ShouldBeTrue();
        await zip.ShouldBeProblemAsync(415, "unsupported_media_type");
        foreach (var query in new[] { "format=xls", "scope=world", "onConflict=guess", "source=?&format=csv" })
        {
            using var wrong = await ImportAsync(ana, query, Good, "text/csv");
            await wrong.ShouldBeProblemAsync(400, "invalid_request");
        }
    }

    [Fact]
    public async Task The_tenants_glossary_is_imported_by_who_manages_it_and_exported_by_who_works_with_it()
    {
        using var ana = api.ClientOf("rights-of-files");
        using var admin = api.ClientOf("rights-of-files", "root", "admin");

        using var refused = await ImportAsync(ana, Pair + "&scope=tenant", Good, "text/csv");
        using var done = await ImportAsync(admin, Pair + "&scope=tenant", Good, "text/csv");
        var exported = await ana.GetStringAsync("/api/glossary/export?scope=tenant", Ct);
        using var channel = await ana.GetAsync("/api/glossary/export?scope=channel&conversationId=other", Ct);

        await refused.ShouldBeProblemAsync(403, "permission_denied");
        (await ReportAsync(done)).Imported.ShouldBeTrue();
        exported.ShouldContain("'=total");
        await channel.ShouldBeProblemAsync(404, "conversation_not_found");
    }

    private static async Task<HttpResponseMessage> ImportAsync(
        HttpClient client, string query, string file, string type)
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(file));
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        return await client.PostAsync($"/api/glossary/import?{query}", content, Ct);
    }

    private static async Task<GlossaryImportReport> ReportAsync(HttpResponseMessage response)
    {
        response.StatusCode.ShouldBe(HttpStatusCode.OK, await response.Content.ReadAsStringAsync(Ct));
        return (await response.Content.ReadFromJsonAsync(ContractsJson.Default.GlossaryImportReport, Ct))!;
    }

    private static async Task<JsonNode> ReportOfProblemAsync(HttpResponseMessage response, int status, string code)
    {
        await response.ShouldBeProblemAsync(status, code);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync(Ct))!["report"]!;
    }
}
