using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Stage5.Contracts;
using Stage5.Core.Access;
using Stage5.Core.Replies;
using Stage5.Core.Reviews;
using Stage5.Core.Tasks;
using Stage5.Core.Webhooks;
using Stage5.Tests.Reviews;

namespace Stage5.Tests.Access;

/// <summary>
/// Calls every address, stream and tool as every role, as nobody, with a login link, with a refresh token and as
/// another tenant, and compares what came of it with <c>access-table.txt</c>. After an endpoint was added,
/// <c>STAGE5_GENERATE=1</c> writes the file; whoever reviews the change reads what it says.
/// </summary>
public sealed class AccessTableTests(AccessApi api) : IClassFixture<AccessApi>
{
    private const string Link = "link";
    private const string Refresh = "refresh";
    private const string Nowhere = "00000000-0000-7000-8000-000000000000";
    private static readonly string[] Anyone = ["/health", "/alive"];

    private static string Expected => Repository.PathOf("Stage5.Tests", "Access", "access-table.txt");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    [Trait("Threat", "API-E4")]
    public async Task Every_way_in_is_open_to_those_and_only_those_that_the_table_names()
    {
        var table = new StringBuilder();
        var rows = EndpointTable.Of(api.Services);
        rows.Count.ShouldBeGreaterThan(40);
        var callers = await CallersAsync(api.NewTenant());
        using var nobody = api.CreateClient();
        foreach (var row in rows)
        {
            var address = row.With(_ => Nowhere);
            var anonymous = await VerdictAsync(nobody, row.Method, address);
            List<string> allowed = [];
            foreach (var (role, client) in callers)
            {
                if (await VerdictAsync(client, row.Method, address) == Verdict.Allowed) allowed.Add(role);
            }

            anonymous.ShouldBe(Anyone.Contains(row.Path) ? Verdict.Allowed : Verdict.Unknown, row.Name);
            allowed.ShouldBe(callers.Select(caller => caller.Role).Where(role => May(role, row.Permission)), row.Name);
            table.Append(CultureInfo.InvariantCulture, $"{row.Name} | {row.Permission ?? "anyone"} | {string.Join(' ', allowed)}\n");
        }

        foreach (var (tool, permission) in EndpointTable.ToolsOf(api.Services))
        {
            List<string> allowed = [];
            // The refresh token was used up by the one address that is open to it.
            foreach (var (role, client) in callers.Where(caller => caller.Role != Refresh))
            {
                if (await MayCallAsync(client, tool)) allowed.Add(role);
            }

            allowed.ShouldBe(callers.Select(caller => caller.Role)
                .Where(role => May(role, permission) && May(role, "turns:write")), tool);
            table.Append(CultureInfo.InvariantCulture, $"tool {tool} | {permission} | {string.Join(' ', allowed)}\n");
        }

        foreach (var (_, client) in callers) client.Dispose();
        await ComparePartAsync("roles", table);
    }

    [Fact]
    public async Task What_another_tenant_has_is_not_there()
    {
        var table = new StringBuilder();
        var (ours, theirs) = (api.NewTenant(), api.NewTenant());
        using var owners = new Callers(api, ours);
        using var strangers = new Callers(api, theirs);
        var ids = await FurnishAsync(owners[Roles.Admin], ours);
        ids["number"] = await LastRecordAsync(owners[Roles.Auditor]);
        // What ends or moves something comes last, so that the owner still finds the rest.
        foreach (var row in EndpointTable.Of(api.Services)
            .Where(row => row.HasParameters && row.Permission != Permissions.CallbacksDeliver && !OfNoTenant(row))
            .OrderBy(row => row.Method is "GET" ? 0 : row.Method is "DELETE" ? 2 : 1))
        {
            var role = RoleFor(row);
            var address = row.With(name => IdFor(row, name, ids));
            var (status, code) = await AskAsync(strangers[role], row, address);
            var nothing = await AskAsync(strangers[role], row, row.With(name => NoSuch(IdFor(row, name, ids))));
            var (own, said) = await AskAsync(owners[role], row, address);
            own.ShouldBeInRange(200, 299, $"{row.Name} as {role}, whose it is: {said}");
            (status, code).ShouldBe(nothing, $"{row.Name}: what another tenant has looks like nothing at all");
            table.Append(CultureInfo.InvariantCulture, $"{row.Name} | {role} | own {own} | another tenant's {status} {code}\n");
        }

        // A message to a conversation that nobody has makes one: another tenant's is another one.
        var page = await owners[Roles.Admin].GetStringAsync($"/api/conversations/room-{ours}/messages", Ct);
        JsonNode.Parse(page)!["messages"]!.AsArray().Count.ShouldBe(1);
        await ComparePartAsync("another tenant", table);
    }

    /// <summary>The owner's role that is let in: the administrator where they are, else the one that is.</summary>
    private static string RoleFor(EndpointRow row) =>
        new[] { Roles.Admin, Roles.Auditor, Roles.Reviewer }.First(role => May(role, row.Permission));

    /// <summary>What it names is everybody's, or the installation's own.</summary>
    private static bool OfNoTenant(EndpointRow row) =>
        row.Permission is Permissions.MetadataRead or Permissions.AuditPlatform or Permissions.KeysPlatform;

    private static async Task<string> LastRecordAsync(HttpClient auditor)
    {
        var page = JsonNode.Parse(await auditor.GetStringAsync("/api/audit?limit=1", Ct))!;
        return page["records"]!.AsArray().Single()!["number"]!.ToString();
    }

    [Fact]
    public async Task No_list_of_another_tenant_names_anything_of_ours()
    {
        var ours = api.NewTenant();
        using var owner = api.ClientOf(ours, "ana", "admin");
        var ids = await FurnishAsync(owner, ours);
        var found = 0;
        foreach (var role in new[] { Roles.Admin, Roles.Operator, Roles.Auditor, Roles.PlatformAdmin })
        {
            using var stranger = api.ClientOf(api.NewTenant(), "stranger", role);
            using var inside = api.ClientOf(ours, "ana", role);
            foreach (var row in EndpointTable.Of(api.Services).Where(row => row is { Method: "GET", HasParameters: false }
                && !row.Path.EndsWith("/events", StringComparison.Ordinal)))
            {
                var told = await stranger.GetStringOrEmptyAsync(row.Path, Ct);
                foreach (var id in ids.Values.Append(ours)) told.ShouldNotContain(id, customMessage: $"{row.Name} as {role}");
                var own = await inside.GetStringOrEmptyAsync(row.Path, Ct);
                found += ids.Values.Count(own.Contains);
            }
        }

        found.ShouldBeGreaterThan(4, "the owner's lists name it");
    }

    [Theory]
    [InlineData(Roles.User, "/api/keys", "/api/access/people", "/api/secrets/health", "/metrics", "/api/usage/ledger")]
    [InlineData(Roles.Reviewer, "/api/keys", "/api/access/people", "/api/secrets/health")]
    [InlineData(Roles.Operator, "/api/keys", "/api/access/people")]
    [InlineData(Roles.Auditor, "/api/keys", "/api/access/people", "/api/tasks", "/api/conversations", "/api/glossary")]
    [InlineData(Roles.PlatformAdmin, "/api/keys", "/api/access/people", "/api/tasks", "/api/conversations", "/api/budgets")]
    public async Task What_a_role_must_never_read_is_refused(string role, params string[] paths)
    {
        using var client = api.ClientOf(api.NewTenant(), role: role);
        foreach (var path in paths)
        {
            using var response = await client.GetAsync(path, Ct);
            await response.ShouldBeProblemAsync(403, "permission_denied");
        }
    }

    [Fact]
    public void No_role_holds_what_the_design_keeps_from_it()
    {
        string[] ofUser = ["audit:", "config:", "keys:", "secrets:", "reviews:", "access:manage", "settings:write"];
        foreach (var kept in ofUser) Roles.Granted[Roles.User].ShouldNotContain(permission => permission.StartsWith(kept));
        foreach (var kept in new[] { "keys:", "config:", "access:manage" })
            Roles.Granted[Roles.Reviewer].ShouldNotContain(permission => permission.StartsWith(kept));
        Roles.Granted[Roles.Operator].ShouldNotContain(permission => permission.StartsWith("audit:"));
        // Nobody who reads the audit can change what it tells of, but for the end of their own session.
        EndpointTable.Of(api.Services)
            .Where(row => row.Method != "GET" && row.Permission is { } asked && Roles.Granted[Roles.Auditor].Contains(asked))
            .Select(row => row.Name).ShouldAllBe(name => name.Contains("/api/access/session") || name.Contains("/api/telemetry/")
                || name.Contains("/api/cost-latency") || name.Contains("/api/detect") || name.Contains("/verify")
                || name.Contains("/audit/fingerprint"));
    }

    private static bool May(string role, string? permission) => permission is null || (role switch
    {
        Link => permission == "session:create",
        Refresh => permission == "session:refresh",
        _ => Roles.Granted[role].Contains(permission),
    });

    private async Task<IReadOnlyList<(string Role, HttpClient Client)>> CallersAsync(string tenant)
    {
        List<(string, HttpClient)> callers =
            [.. Roles.Granted.Keys.Order(StringComparer.Ordinal).Select(role => (role, api.ClientOf(tenant, $"one-{role}".ToLowerInvariant(), role)))];
        using var entering = api.ClientWith(api.TokenOf(tenant, "ana", Roles.Admin, "login"));
        using var entered = await entering.PostAsync("/api/access/session", null, Ct);
        var session = JsonNode.Parse(await entered.Content.ReadAsStringAsync(Ct))!;
        callers.Add((Link, api.ClientWith(api.TokenOf(tenant, "ana", Roles.Admin, "login"))));
        callers.Add((Refresh, api.ClientWith(session["refreshToken"]!.GetValue<string>())));
        return callers;
    }

    private static async Task<Verdict> VerdictAsync(HttpClient client, string method, string address)
    {
        using var request = Request(method, address, "{}");
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Ct);
        if (response.StatusCode == HttpStatusCode.Unauthorized
            && (await response.Content.ReadAsStringAsync(Ct)) is var said
            && (said.Contains("unauthenticated") || said.Contains("invalid_api_key")))
            return Verdict.Unknown;
        // A stream is not read: that it began is enough.
        if (response.StatusCode != HttpStatusCode.Forbidden) return Verdict.Allowed;
        var refused = await response.Content.ReadAsStringAsync(Ct);
        return refused.Contains("permission_denied") || refused.Contains("insufficient_permissions") ? Verdict.Denied : Verdict.Allowed;
    }

    private static async Task<bool> MayCallAsync(HttpClient client, string tool)
    {
        using var request = Request("POST", "/mcp",
            $$$"""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"{{{tool}}}","arguments":{} } }""");
        using var response = await client.SendAsync(request, Ct);
        var said = await response.Content.ReadAsStringAsync(Ct);
        (response.StatusCode is HttpStatusCode.OK or HttpStatusCode.Forbidden).ShouldBeTrue($"{tool}: {said}");
        return !said.Contains("permission_denied");
    }

    private static async Task<(int Status, string Code)> AskAsync(HttpClient client, EndpointRow row, string address)
    {
        using var request = Request(row.Method, address, BodyOf(row));
        request.Headers.TryAddWithoutValidation("If-Match", "*");
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Ct);
        if (response.Content.Headers.ContentType?.MediaType is not ("application/problem+json" or "application/json"))
            return ((int)response.StatusCode, "");
        var body = JsonNode.Parse(await response.Content.ReadAsStringAsync(Ct)) as JsonObject;
        return ((int)response.StatusCode, body?["code"]?.GetValue<string>() ?? (body?["error"] as JsonObject)?["code"]?.GetValue<string>() ?? "");
    }

    private static string BodyOf(EndpointRow row) => row.Name switch
    {
        "PUT /api/conversations/{conversationId}/members" => """{"members":[{"user":"ana","role":"owner"},{"user":"ben"}]}""",
        "POST /api/conversations/{conversationId}/messages" => """{"text":"Good morning."}""",
        "PUT /api/glossary/{id}" => Term,
        "PUT /api/access/people/{user}/roles" => """{"roles":["reviewer"]}""",
        "PUT /api/webhooks/{id}" => Webhook,
        "POST /api/reviews/{id}/decide" => """{"decision":"approved"}""",
        "POST /api/reviews/{id}/escalate" or "POST /api/reviews/{id}/reopen" => """{"reason":"for a test"}""",
        "POST /api/reviews/{id}/notes" => """{"text":"for a test"}""",
        _ => "{}",
    };

    private const string Term = """{"scope":"personal","kind":"translate","sourceLanguage":"en","targetLanguage":"de","sourceTerm":"release","targetTerm":"Freigabe"}""";

    // Nothing is there: what it is called for is given up at once.
    private const string Webhook = """{"url":"https://127.0.0.1:1/","events":["task.completed"]}""";

    /// <summary>One of each thing that a tenant can have, by what its parameter is called.</summary>
    private async Task<Dictionary<string, string>> FurnishAsync(HttpClient owner, string tenant)
    {
        using var ben = api.ClientOf(tenant, $"ben-of-{tenant}");
        await ben.GetStringOrEmptyAsync("/api/access/me", Ct);
        await MakeAsync("/api/conversations", $$"""{"id":"room-{{tenant}}","title":"Room"}""");
        var task = await MakeAsync("/api/tasks", """{"kind":"translate","text":"Good morning.","sourceLanguage":"en","targetLanguage":"de"}""");
        var draft = await MakeAsync("/api/offline-drafts",
            """{"consent":true,"request":{"kind":"translate","text":"Good night.","sourceLanguage":"en","targetLanguage":"de"}}""");
        var term = await MakeAsync("/api/glossary", Term);
        var key = await MakeAsync("/api/keys", """{"name":"ci","role":"service"}""");
        var webhook = (await MakeAsync("/api/webhooks", Webhook))["webhook"]!["id"]!.GetValue<string>();
        var call = (await MakeAsync($"/api/webhooks/{webhook}/test", "{}"))["id"]!.GetValue<string>();
        await GiveUpAsync(tenant, call);
        using var link = api.ClientWith(api.LinkOf(tenant, "ana", Roles.Admin));
        using var entered = await link.PostAsync("/api/access/session", null, Ct);
        entered.EnsureSuccessStatusCode();
        var sessions = JsonNode.Parse(await owner.GetStringAsync("/api/access/sessions", Ct))!["sessions"]!.AsArray();
        return new(StringComparer.Ordinal)
        {
            ["conversationId"] = $"room-{tenant}",
            ["taskId"] = task["taskId"]!.GetValue<string>(),
            ["draftId"] = draft["draftId"]!.GetValue<string>(),
            ["user"] = $"ben-of-{tenant}",
            ["/api/glossary/{id}"] = term["id"]!.GetValue<string>(),
            ["/api/keys/{id}"] = key["key"]!["id"]!.GetValue<string>(),
            ["/api/webhooks/{id}"] = webhook,
            ["/api/webhooks/deliveries/{id}"] = call,
            ["/api/access/sessions/{id}"] = sessions.Single()!["sessionId"]!.GetValue<string>(),
            ["/api/replies/{id}"] = await DeadReplyAsync(tenant),
            ["/api/reviews/{id}/decide"] = await ReviewAsync(tenant, leased: true),
            ["/api/reviews/{id}/release"] = await ReviewAsync(tenant, leased: true),
            ["/api/reviews/{id}/reopen"] = await ReviewAsync(tenant, leased: true, decided: true),
            ["/api/reviews/{id}"] = await ReviewAsync(tenant, leased: false),
        };

        async Task<JsonNode> MakeAsync(string address, string body)
        {
            using var request = Request("POST", address, body);
            using var response = await owner.SendAsync(request, Ct);
            var said = await response.Content.ReadAsStringAsync(Ct);
            response.IsSuccessStatusCode.ShouldBeTrue($"{address}: {said}");
            return JsonNode.Parse(said)!;
        }
    }

    private async Task GiveUpAsync(string tenant, string call)
    {
        var outbox = api.Services.GetRequiredService<WebhookOutbox>();
        var claim = (await outbox.ClaimAsync(tenant, Ct)).ShouldNotBeNull();
        claim.Id.ShouldBe(call);
        (await outbox.SettleAsync(claim, new WebhookResult(WebhookResult.Impossible, null, "For a test."), Ct))
            .ShouldBe(DeliveryStates.Dead);
    }

    /// <summary>A reply of ana's that went to a conversation which is not there.</summary>
    private async Task<string> DeadReplyAsync(string tenant)
    {
        var request = new TaskRequest { Kind = TaskKinds.Translate, Text = "x", TargetLanguage = "es" };
        await using var run = await api.Services.GetRequiredService<TaskStore>().StartInlineAsync(
            new TaskSpec(tenant, "ana", "key", request, null), Ct);
        await run.FinishAsync(new TaskEnd(TaskState.Completed, [], Replies:
        [
            new OutboxEntry($"nowhere-{tenant}", DeliveryChannels.Conversation, null,
                new ReplyContent(DeliveryModes.Broadcast, "dos", "es", [])),
        ]), Ct);
        var (outbox, deliverer) = (api.Services.GetRequiredService<ReplyOutbox>(), api.Services.GetRequiredService<ReplyDeliverer>());
        while (await outbox.ClaimAsync(tenant, Ct) is { } claim)
            await deliverer.DeliverAsync(claim, Ct);
        return $"{run.Task.TaskId}.0";
    }

    /// <summary>A review of ben's task, in the hands of ana or of nobody.</summary>
    private async Task<string> ReviewAsync(string tenant, bool leased, bool decided = false)
    {
        var request = new TaskRequest { Kind = TaskKinds.Translate, Text = "x", TargetLanguage = "es" };
        await using var run = await api.Services.GetRequiredService<TaskStore>().StartInlineAsync(
            new TaskSpec(tenant, $"ben-of-{tenant}", "key", request, null), Ct);
        await run.ParkAsync(ParkedTurns.Review(run), Ct);
        var review = (await api.Services.GetRequiredService<ReviewBoard>().ReadAsync(tenant, Ct)).Reviews[^1].Id;
        var (desk, ana) = (api.Services.GetRequiredService<ReviewDesk>(), Identity.OfRole(tenant, "ana", Roles.Reviewer, "key")!);
        if (leased)
            await desk.LeaseAsync(ana, review, ReviewVersion.Any, active: false, Ct);
        if (decided)
            await desk.DecideAsync(ana, review, ReviewVersion.Any, new() { Decision = ReviewDecision.Approved }, Ct);
        return review;
    }

    private static string IdFor(EndpointRow row, string parameter, Dictionary<string, string> ids) =>
        ids.TryGetValue(parameter, out var id) ? id
        : ids.FirstOrDefault(one => row.Path.StartsWith(one.Key, StringComparison.Ordinal)).Value
            ?? throw new InvalidOperationException($"{row.Name}: furnish what {parameter} names.");

    /// <summary>An id of the same form that nothing has.</summary>
    private static string NoSuch(string id) => id.StartsWith("room-", StringComparison.Ordinal)
        || id.StartsWith("ben-", StringComparison.Ordinal) ? "nothing" : new string(
        [.. id.Select(c => c is '-' ? c : char.IsAsciiHexDigit(c) ? (char)(c == '0' ? '1' : c == 'f' ? 'e' : c == '9' ? '8' : c + 1) : c)]);

    private static HttpRequestMessage Request(string method, string address, string body)
    {
        var request = new HttpRequestMessage(HttpMethod.Parse(method), address);
        request.Headers.Accept.ParseAdd("application/json");
        // What is asked for as a stream lasts as long as its task does.
        if (address == "/mcp" || address.EndsWith("/events", StringComparison.Ordinal))
            request.Headers.Accept.ParseAdd("text/event-stream");
        if (method is not ("GET" or "DELETE"))
            request.Content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        return request;
    }

    private static async Task ComparePartAsync(string name, StringBuilder table) =>
        await Repository.ShouldHoldPartAsync(Expected, name, table.ToString());

    /// <summary>Ana as each role of one tenant.</summary>
    private sealed class Callers(AccessApi api, string tenant) : IDisposable
    {
        private readonly Dictionary<string, HttpClient> _clients = new(StringComparer.Ordinal);

        public HttpClient this[string role] => _clients.TryGetValue(role, out var client)
            ? client
            : _clients[role] = api.ClientOf(tenant, "ana", role);

        public void Dispose()
        {
            foreach (var client in _clients.Values) client.Dispose();
        }
    }

    private enum Verdict
    {
        /// <summary>401: nobody knows the caller.</summary>
        Unknown,

        /// <summary>403: the caller lacks the permission.</summary>
        Denied,

        /// <summary>Whatever else came: the handler was reached.</summary>
        Allowed,
    }
}

internal static class AccessTableClients
{
    public static async Task<string> GetStringOrEmptyAsync(this HttpClient client, string path, CancellationToken ct)
    {
        using var response = await client.GetAsync(path, ct);
        return response.IsSuccessStatusCode ? await response.Content.ReadAsStringAsync(ct) : "";
    }
}
