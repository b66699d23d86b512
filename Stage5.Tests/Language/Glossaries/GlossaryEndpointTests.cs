using System.Net;
using System.Net.Http.Json;
using Stage5.Contracts;

namespace Stage5.Tests.Language.Glossaries;

public sealed class GlossaryEndpointTests(GlossaryApi api) : IClassFixture<GlossaryApi>
{
    private static readonly GlossaryEntryInput Invoice = new()
    {
        SourceLanguage = "EN",
        TargetLanguage = "es",
        SourceTerm = "invoice",
        TargetTerm = "factura",
    };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_term_is_added_listed_changed_and_removed()
    {
        using var ana = api.ClientOf("whole");
        using var added = await PostAsync(ana, Invoice);
        var term = await EntryAsync(added);
        using var put =
            await PutAsync(ana, term.Id, Invoice with { TargetTerm = "cuenta" }, added.Headers.ETag!.Tag);
        var page = await PageAsync(ana, "?search=CUEN&source=en&target=es&limit=1");
        using var removed = await ana.DeleteAsync($"/api/glossary/{term.Id}", Ct);
        using var again = await ana.DeleteAsync($"/api/glossary/{term.Id}", Ct);

        added.StatusCode.ShouldBe(HttpStatusCode.Created);
        (term.Scope, term.SourceLanguage, term.UpdatedBy, term.WholeWord)
            .ShouldBe((GlossaryScope.Personal, "en", "ana", true));
        added.Headers.ETag.Tag.ShouldBe($"\"{term.Version}\"");
        (await EntryAsync(put)).Version.ShouldBe(term.Version + 1);
        (page.Total, page.Entries[0].TargetTerm, page.NextCursor).ShouldBe((1, "cuenta", null));
        page.Limits.ShouldBe([
            new(GlossaryScope.Personal, 1, 10_000, MayWrite: true),
            new(GlossaryScope.Tenant, 0, 100_000, MayWrite: false)]);
        removed.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        await again.ShouldBeProblemAsync(404, "term_not_found");
        (await PageAsync(ana)).Total.ShouldBe(0);
    }

    [Fact]
    public async Task Two_editors_do_not_overwrite_each_other()
    {
        using var admin = api.ClientOf("editors", role: "admin");
        using var other = api.ClientOf("editors", "ben", "operator");
        using var added = await PostAsync(admin, Invoice with { Scope = GlossaryScope.Tenant });
        var (id, tag) = ((await EntryAsync(added)).Id, added.Headers.ETag!.Tag);

        using var first = await PutAsync(admin, id, Invoice with { TargetTerm = "cuenta" }, tag);
        using var second = await PutAsync(other, id, Invoice with { TargetTerm = "recibo" }, tag);
        using var blind = await PutAsync(other, id, Invoice, null);
        using var nonsense = await PutAsync(other, id, Invoice, "\"soon\"");
        using var twice = await PostAsync(admin, Invoice with { Scope = GlossaryScope.Tenant });

        first.StatusCode.ShouldBe(HttpStatusCode.OK);
        await second.ShouldBeProblemAsync(412, "version_conflict");
        await blind.ShouldBeProblemAsync(428, "precondition_required");
        await nonsense.ShouldBeProblemAsync(412, "version_conflict");
        await twice.ShouldBeProblemAsync(409, "term_exists");
        (await PageAsync(other)).Entries.ShouldHaveSingleItem().TargetTerm.ShouldBe("cuenta");
    }

    [Fact]
    public async Task Only_who_manages_changes_the_tenants_terms_and_others_terms_do_not_exist()
    {
        using var admin = api.ClientOf("rights", "root", "admin");
        using var ana = api.ClientOf("rights");
        using var ben = api.ClientOf("rights", user: "ben");
        using var rival = api.ClientOf("rights-rival", role: "admin");
        using var auditor = api.ClientOf("rights", role: "auditor");
        using var tenants = await PostAsync(admin, Invoice with { Scope = GlossaryScope.Tenant });
        using var own = await PostAsync(ana, Invoice);
        var (tenantId, ownId) = ((await EntryAsync(tenants)).Id, (await EntryAsync(own)).Id);

        using var refused = await PostAsync(ana, Invoice with { Scope = GlossaryScope.Tenant, SourceTerm = "x" });
        using var removing = await ana.DeleteAsync($"/api/glossary/{tenantId}", Ct);
        using var bens = await ben.DeleteAsync($"/api/glossary/{ownId}", Ct);
        using var admins = await PutAsync(admin, ownId, Invoice, "*");
        using var rivals = await rival.DeleteAsync($"/api/glossary/{tenantId}", Ct);
        using var none = await ana.DeleteAsync($"/api/glossary/{Guid.CreateVersion7()}", Ct);
        using var reading = await auditor.GetAsync("/api/glossary", Ct);

        foreach (var response in new[] { refused, removing, reading })
            await response.ShouldBeProblemAsync(403, "permission_denied");
        foreach (var response in new[] { bens, admins, rivals, none })
            await response.ShouldBeProblemAsync(404, "term_not_found");
        (await PageAsync(ben)).Entries.ShouldHaveSingleItem().Id.ShouldBe(tenantId);
        (await PageAsync(rival)).Total.ShouldBe(0);
    }

    [Fact]
    public async Task A_channels_terms_are_for_its_members_and_those_who_manage()
    {
        using var operatorOf = api.ClientOf("channels", "op", "operator");
        using var ana = api.ClientOf("channels");
        using var ben = api.ClientOf("channels", user: "ben");
        var input = Invoice with { Scope = GlossaryScope.Channel, ConversationId = "room-1" };
        using var added = await PostAsync(operatorOf, input);
        var term = await EntryAsync(added);
        using var without = await PostAsync(operatorOf, input with { ConversationId = null });
        using var anas = await PostAsync(ana, input);
        using var bens = await ben.GetAsync("/api/glossary?scope=channel&conversationId=room-1", Ct);
        using var applied = await ApplyAsync(
            ben, new() { Text = "x", SourceLanguage = "en", TargetLanguage = "es", ConversationId = "room-1" });
        using var removed = await operatorOf.DeleteAsync(
            $"/api/glossary/{term.Id}?conversationId=room-1", Ct);

        term.ConversationId.ShouldBe("room-1");
        await without.ShouldBeProblemAsync(400, "invalid_request");
        await anas.ShouldBeProblemAsync(403, "permission_denied");
        await bens.ShouldBeProblemAsync(404, "conversation_not_found");
        await applied.ShouldBeProblemAsync(404, "conversation_not_found");
        removed.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await PageAsync(ana, "?conversationId=room-1")).Limits.Count.ShouldBe(3);
    }

    [Fact]
    public async Task What_makes_no_sense_is_refused_by_field()
    {
        using var ana = api.ClientOf("nonsense");
        using var wrong = await PostAsync(ana, new GlossaryEntryInput
        {
            SourceLanguage = "klingon!",
            TargetLanguage = "es",
            SourceTerm = new string('x', 201),
            TargetTerm = " \u200B",
            Forced = true,
            GlossaryId = "a b",
            Alternatives = ["a\nb"],
        });
        var problem = await wrong.ShouldBeProblemAsync(400, "invalid_request");
        problem.Errors!.Keys.ShouldBe(
            ["sourceLanguage", "sourceTerm", "targetTerm", "forced", "glossaryId", "alternatives"],
            ignoreOrder: true);

        foreach (var query in new[] { "scope=world", "limit=0", "limit=201", "cursor=x!", "source=zz-99-99",
            "scope=channel" })
        {
            using var response = await ana.GetAsync($"/api/glossary?{query}", Ct);
            await response.ShouldBeProblemAsync(400, "invalid_request");
        }
        using var kind = await ana.PostAsync("/api/glossary", new StringContent(
            "{\"kind\":\"shout\"}", System.Text.Encoding.UTF8, "application/json"), Ct);
        await kind.ShouldBeProblemAsync(400, "invalid_request");
    }

    [Fact]
    public async Task Terms_are_applied_with_positions_in_both_texts()
    {
        using var ana = api.ClientOf("applied");
        using var one = await PostAsync(ana, Invoice);
        using var two = await PostAsync(ana, Invoice with { SourceTerm = "reply", TargetTerm = "respuesta ($1)" });
        var request = new ApplyGlossaryRequest
        {
            Text = "Reply: replying to {{email_1}} with the invoice https://invoice.example/invoice 🙂 invoice",
            SourceLanguage = "en-US",
            TargetLanguage = "es-MX",
            Policy = "strict",
        };

        using var response = await ApplyAsync(ana, request);
        using var strict = await ApplyAsync(ana, request with { Text = "nothing here" });
        using var fallback = await ApplyAsync(ana, request with { Text = "nothing here", Policy = "fallback" });
        using var other = await ApplyAsync(ana, request with { GlossaryIds = ["other"] });
        var done = (await response.Content.ReadFromJsonAsync(ContractsJson.Default.ApplyGlossaryResponse, Ct))!;
        var same = (await fallback.Content.ReadFromJsonAsync(ContractsJson.Default.ApplyGlossaryResponse, Ct))!;

        done.ProcessedText.ShouldBe(
            "respuesta ($1): replying to {{email_1}} with the factura https://invoice.example/invoice 🙂 factura");
        done.Matches.Count.ShouldBe(3);
        done.Matches.ShouldAllBe(match => request.Text.Substring(match.Start, match.Length) == match.Source
            && done.ProcessedText.Substring(match.ProcessedStart, match.ProcessedLength) == match.Target);
        await strict.ShouldBeProblemAsync(409, "no_term_matched");
        await other.ShouldBeProblemAsync(409, "no_term_matched");
        (same.ProcessedText, same.Matches.Count).ShouldBe(("nothing here", 0));
        foreach (var bad in new[]
        {
            request with { Text = " " },
            request with { SourceLanguage = "?" }, request with { TargetLanguage = null },
            request with { Policy = "maybe" },
        })
        {
            using var refused = await ApplyAsync(ana, bad);
            await refused.ShouldBeProblemAsync(400, "invalid_request");
        }

        using var tooLong = await ApplyAsync(ana, request with { Text = new string('x', 50_001) });
        await tooLong.ShouldBeProblemAsync(413, "text_too_long");
    }

    private static Task<HttpResponseMessage> PostAsync(HttpClient client, GlossaryEntryInput input) =>
        client.PostAsJsonAsync("/api/glossary", input, ContractsJson.Default.GlossaryEntryInput, Ct);

    private static Task<HttpResponseMessage> ApplyAsync(HttpClient client, ApplyGlossaryRequest request) =>
        client.PostAsJsonAsync("/api/apply-glossary", request, ContractsJson.Default.ApplyGlossaryRequest, Ct);

    private static async Task<HttpResponseMessage> PutAsync(
        HttpClient client, string id, GlossaryEntryInput input, string? ifMatch)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, $"/api/glossary/{id}")
        {
            Content = JsonContent.Create(input, ContractsJson.Default.GlossaryEntryInput),
        };
        if (ifMatch is not null) request.Headers.TryAddWithoutValidation("If-Match", ifMatch).ShouldBeTrue();
        return await client.SendAsync(request, Ct);
    }

    private static async Task<GlossaryEntryView> EntryAsync(HttpResponseMessage response) =>
        (await response.Content.ReadFromJsonAsync(ContractsJson.Default.GlossaryEntryView, Ct))!;

    private static async Task<GlossaryPage> PageAsync(HttpClient client, string query = "") =>
        (await client.GetFromJsonAsync("/api/glossary" + query, ContractsJson.Default.GlossaryPage, Ct))!;
}
