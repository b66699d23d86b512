using System.Net;
using System.Net.Http.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Stage5.Api.Audit;
using Stage5.Contracts;
using Stage5.Core.Audit;

namespace Stage5.Tests.Audit;

/// <summary>Whatever changes something through the API is on record, and so is whatever was refused.</summary>
public sealed class AuditedEndpointTests(AuditApi api) : IClassFixture<AuditApi>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    [Trait("Threat", "API-R1")]
    public void Every_endpoint_that_may_change_something_says_how_it_is_audited()
    {
        var changing = api.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods
                .Any(method => method is not ("GET" or "HEAD" or "OPTIONS")) == true).ToList();

        changing.Count.ShouldBeGreaterThan(20);
        changing.ShouldAllBe(endpoint => endpoint.Metadata.GetMetadata<AuditedMetadata>() != null
            || endpoint.Metadata.GetMetadata<AuditedElsewhereMetadata>() != null);
        changing.Select(endpoint => endpoint.Metadata.GetMetadata<AuditedMetadata>()?.Action).OfType<string>()
            .ShouldAllBe(action => action.Count(letter => letter == '.') == 1
                && action.All(letter => char.IsAsciiLetterLower(letter) || letter == '.' || letter == '_'));
    }

    [Fact]
    public async Task An_endpoint_that_says_nothing_fails_the_start()
    {
        await using var app = WebApplication.CreateBuilder().Build();
        app.MapPost("/silent", () => "");
        app.MapPost("/told", () => "").AuditedElsewhere("here");
        app.Map("/any", () => "");
        app.MapGet("/read", () => "");
        app.Map("/health", () => "");

        Should.Throw<InvalidOperationException>(() => app.VerifyAuditing("/health"))
            .Message.ShouldSatisfyAllConditions(
                message => message.ShouldContain("/silent"), message => message.ShouldContain("/any"),
                message => message.ShouldNotContain("/told"), message => message.ShouldNotContain("/read"),
                message => message.ShouldNotContain("/health"));
    }

    [Fact]
    public async Task A_setting_is_on_record_with_what_it_was_and_what_it_is()
    {
        using var admin = api.ClientOf("set", role: "admin");
        (await PutAsync(admin, 10, "\"0\"")).ShouldBe(HttpStatusCode.OK);
        (await PutAsync(admin, 20, "\"1\"")).ShouldBe(HttpStatusCode.OK);
        (await PutAsync(admin, 30, "\"1\"")).ShouldBe(HttpStatusCode.PreconditionFailed);
        (await PutAsync(admin, 30, null)).ShouldBe((HttpStatusCode)428, "nothing was decided");

        var records = await api.RecordsAsync("set", Ct);

        records.Select(record => (record.Action, record.Resource, record.Outcome)).ShouldBe(
        [
            ("budgets.changed", "budgets", "succeeded"), ("budgets.changed", "budgets", "succeeded"),
            ("budgets.changed", "budgets", "refused"),
        ]);
        records[0].Before!.AsArray().ShouldBeEmpty();
        ((decimal)records[1].Before![0]!["hard_limit"]!, (decimal)records[1].After![0]!["hard_limit"]!).ShouldBe((10, 20));
        records[0].Actor.ShouldSatisfyAllConditions(
            actor => actor.User.ShouldBe("ana"), actor => actor.Credential.ShouldBe("token"),
            actor => actor.Id.ShouldNotBeEmpty());
    }

    [Fact]
    public async Task A_term_is_on_record_from_its_making_to_its_end_and_a_persons_own_without_its_words()
    {
        using var admin = api.ClientOf("terms", role: "admin");
        var input = new GlossaryEntryInput
        {
            Scope = GlossaryScope.Tenant,
            SourceLanguage = "en",
            TargetLanguage = "de",
            SourceTerm = "ledger",
            TargetTerm = "Hauptbuch",
        };
        using var made = await admin.PostAsJsonAsync("/api/glossary", input, ContractsJson.Default.GlossaryEntryInput, Ct);
        var entry = (await made.Content.ReadFromJsonAsync(ContractsJson.Default.GlossaryEntryView, Ct))!;
        using var put = new HttpRequestMessage(HttpMethod.Put, $"/api/glossary/{entry.Id}")
        {
            Content = JsonContent.Create(input with { TargetTerm = "Kontobuch" }, ContractsJson.Default.GlossaryEntryInput),
            Headers = { { "If-Match", $"\"{entry.Version}\"" } },
        };
        (await admin.SendAsync(put, Ct)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await admin.DeleteAsync($"/api/glossary/{entry.Id}", Ct)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        using var own = await admin.PostAsJsonAsync("/api/glossary", input with { Scope = GlossaryScope.Personal, SourceTerm = "secretword" },
            ContractsJson.Default.GlossaryEntryInput, Ct);
        own.StatusCode.ShouldBe(HttpStatusCode.Created);

        var records = await api.RecordsAsync("terms", Ct);

        records.Select(record => record.Action).ShouldBe(["term.added", "term.changed", "term.removed", "term.added"]);
        records[0].Resource.ShouldBe($"term/{entry.Id}");
        ((string)records[1].Before!["targetTerm"]!, (string)records[1].After!["targetTerm"]!).ShouldBe(("Hauptbuch", "Kontobuch"));
        ((string)records[2].Before!["targetTerm"]!).ShouldBe("Kontobuch");
        records[3].Line.ShouldNotContain("secretword");
    }

    [Fact]
    public async Task Who_may_come_in_is_on_record_with_the_members_before_and_after()
    {
        using var ana = api.ClientOf("rooms");
        using var made = await ana.PostAsJsonAsync("/api/conversations", new ConversationRequest
        {
            Id = "room-1",
            Members = [new ConversationMember("ben")],
        }, ContractsJson.Default.ConversationRequest, Ct);
        made.StatusCode.ShouldBe(HttpStatusCode.Created);
        using var put = new HttpRequestMessage(HttpMethod.Put, "/api/conversations/room-1/members")
        {
            Content = JsonContent.Create(
                new MembersUpdate { Members = [new ConversationMember("ana", "owner")] }, ContractsJson.Default.MembersUpdate),
            Headers = { { "If-Match", made.Headers.ETag!.Tag } },
        };
        (await ana.SendAsync(put, Ct)).StatusCode.ShouldBe(HttpStatusCode.OK);

        var records = await api.RecordsAsync("rooms", Ct);

        records.Select(record => (record.Action, record.Resource)).ShouldBe(
            [("conversation.created", "conversation/room-1"), ("members.changed", "conversation/room-1")]);
        records[1].Before!.AsArray().Count.ShouldBe(2);
        ((string)records[1].After!.AsArray().ShouldHaveSingleItem()!["user"]!).ShouldBe("ana");
    }

    [Theory]
    [InlineData("/api/tasks")]
    [InlineData("/v1/chat/completions")]
    [Trait("Threat", "API-R1")]
    public async Task Whoever_is_not_known_and_whoever_may_not_are_on_record(string path)
    {
        using var stranger = api.CreateClient();
        stranger.DefaultRequestHeaders.Authorization = new("Bearer", "no-token");
        (await stranger.PostAsync(path, null, Ct)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        var tenant = $"denied{path.Length}";
        using var auditor = api.ClientOf(tenant, role: "auditor");
        (await auditor.PostAsync(path, null, Ct)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);

        var failed = (await api.RecordsAsync(AuditChains.Platform, Ct)).Last(record => record.Action == "authentication.failed");
        failed.Resource.ShouldBe($"endpoint/POST {path}");
        failed.Line.ShouldNotContain("no-token");
        var denied = (await api.RecordsAsync(tenant, Ct)).ShouldHaveSingleItem();
        (denied.Action, denied.Outcome, (string)denied.Details!["permission"]!).ShouldBe(("permission.denied", "refused", "turns:write"));
    }

    [Fact]
    [Trait("Threat", "WEB-R1")]
    public async Task What_the_dashboard_refused_somebody_is_on_record_as_theirs_and_what_they_may_do_is_not()
    {
        using var ana = api.ClientOf("pages");

        (await DenyAsync(ana, Permissions.AuditRead)).ShouldBe(HttpStatusCode.NoContent);
        (await DenyAsync(ana, Permissions.TurnsWrite)).ShouldBe(HttpStatusCode.NoContent);
        (await DenyAsync(ana, "pages:read")).ShouldBe(HttpStatusCode.BadRequest);

        var denied = (await api.RecordsAsync("pages", Ct)).ShouldHaveSingleItem();
        (denied.Action, denied.Outcome, denied.Resource, (string)denied.Details!["permission"]!, denied.Actor.User)
            .ShouldBe(("permission.denied", "refused", "dashboard", "audit:read", "ana"));
    }

    [Fact]
    [Trait("Threat", "WEB-R1")]
    public async Task A_failed_sign_in_is_on_record_by_the_word_of_the_dashboards_key_alone_and_one_by_one_up_to_sixty()
    {
        using var dashboard = api.ClientOf(AuditChains.Platform, "dashboard", "dashboard");
        for (var i = 0; i <= AuditBursts.Most; i++)
            (await FailAsync(dashboard, SignInFailure.Failed, "203.0.113.9")).ShouldBe(HttpStatusCode.NoContent);
        using var admin = api.ClientOf("signins", role: "admin");
        (await FailAsync(admin, SignInFailure.Failed, "203.0.113.8")).ShouldBe(HttpStatusCode.Forbidden);

        var failed = (await api.RecordsAsync(AuditChains.Platform, Ct))
            .Where(record => record.Resource == "dashboard/sign-in").ToList();

        failed.Count.ShouldBe(AuditBursts.Most);
        failed.ShouldAllBe(record => record.Action == "authentication.failed" && record.Outcome == "refused"
            && record.Actor.User != "dashboard" && (string)record.Details!["address"]! == "203.0.113.9"
            && (string)record.Details["reason"]! == "failed" && record.Details["reported_by"] != null);
    }

    [Fact]
    public async Task What_guards_refuse_at_the_door_is_on_record_with_its_code()
    {
        using var slow = api.ClientOf("slow");
        var request = new TranslateRequest { Text = "Good morning", SourceLanguage = "en", TargetLanguage = "es" };
        for (var i = 0; i < 3; i++)
            (await slow.PostAsJsonAsync("/api/translate", request, ContractsJson.Default.TranslateRequest, Ct)).Dispose();

        var refused = (await api.RecordsAsync("slow", Ct)).Where(record => record.Action == "guard.refused").ToList();

        refused.ShouldNotBeEmpty();
        refused.ShouldAllBe(record => (string)record.Details!["code"]! == "rate_limited" && record.Resource == "turn/translate"
            && record.Fingerprint != null && !record.Line.Contains("Good morning"));
    }

    [Fact]
    public async Task A_start_is_on_record_with_its_version()
    {
        using var client = api.ClientOf("started");
        List<AuditRecord> started;
        while ((started = [.. (await api.RecordsAsync(AuditChains.Platform, Ct)).Where(record => record.Action == "process.started")]).Count == 0)
            await Task.Yield();

        started[0].Resource.ShouldBe("process/Stage5.Api");
        ((string)started[0].Details!["version"]!).ShouldNotBeEmpty();
    }

    private static async Task<HttpStatusCode> DenyAsync(HttpClient client, string permission)
    {
        using var response = await client.PostAsJsonAsync("/api/access/denials",
            new DenialReport { Permission = permission }, ContractsJson.Default.DenialReport, Ct);
        return response.StatusCode;
    }

    private static async Task<HttpStatusCode> FailAsync(HttpClient client, string reason, string address)
    {
        using var response = await client.PostAsJsonAsync("/api/access/sign-in-failures",
            new SignInFailure { Reason = reason, Address = address }, ContractsJson.Default.SignInFailure, Ct);
        return response.StatusCode;
    }

    private static async Task<HttpStatusCode> PutAsync(HttpClient client, decimal limit, string? ifMatch)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, "/api/budgets")
        {
            Content = JsonContent.Create(
                new BudgetsUpdate { Limits = [new BudgetLimit { Window = "day", HardLimit = limit }] },
                ContractsJson.Default.BudgetsUpdate),
        };
        if (ifMatch is not null)
            request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        using var response = await client.SendAsync(request, Ct);
        return response.StatusCode;
    }
}
