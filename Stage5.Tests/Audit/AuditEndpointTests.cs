extern alias cli;

using System.Net;
using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using cli::Stage5.Cli;
using cli::Stage5.Cli.Audit;
using Stage5.Contracts;
using Stage5.Core.Audit;

namespace Stage5.Tests.Audit;

public sealed class AuditEndpointTests(AuditApi api) : IClassFixture<AuditApi>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_auditor_reads_their_tenants_records_and_nobody_elses()
    {
        await WriteAsync("read", 3);
        await WriteAsync("other", 1);
        using var auditor = api.ClientOf("read", role: "auditor");

        var page = await auditor.GetFromJsonAsync("/api/audit", ContractsJson.Default.AuditPageView, Ct);

        page!.Records.Select(record => record.Number).ShouldBe([3, 2, 1]);
        page.Records.ShouldAllBe(record => record.User == "ana" && record.Action == "thing.done" && !record.Sealed);
        page.NextCursor.ShouldBeNull();
        (await api.RecordsAsync("read", Ct)).Count.ShouldBe(3, "reading a page is not on record");
    }

    [Theory]
    [InlineData("user", "/api/audit", 403)]
    [InlineData("operator", "/api/audit", 403)]
    [InlineData("admin", "/api/audit/verify", 403)]
    [InlineData("auditor", "/api/audit/platform", 403)]
    [InlineData("platformAdmin", "/api/audit", 403)]
    [InlineData("platformAdmin", "/api/audit/platform", 200)]
    [InlineData("platformAdmin", "/api/audit/platform/head", 200)]
    public async Task Roles_read_what_is_theirs(string role, string path, int status)
    {
        using var client = api.ClientOf("roles", role: role);

        ((int)(await client.GetAsync(path, Ct)).StatusCode).ShouldBe(status);
    }

    [Fact]
    public async Task A_record_is_found_by_what_it_says_and_by_the_exact_text_it_is_about()
    {
        using var user = api.ClientOf("found");
        using var auditor = api.ClientOf("found", user: "paula", role: "auditor");
        const string Text = "A sentence that nobody keeps.";
        using var created = await user.PostAsJsonAsync("/api/tasks", new TaskRequest
        {
            Kind = TaskKinds.Translate,
            Text = Text,
            SourceLanguage = "en",
            TargetLanguage = "es",
        }, ContractsJson.Default.TaskRequest, Ct);
        created.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        var task = (await created.Content.ReadFromJsonAsync(ContractsJson.Default.TaskAccepted, Ct))!;
        await WriteAsync("found", 5);

        var byText = await SearchAsync(auditor, $"fingerprint={await FingerprintAsync(auditor, Text)}");
        var byOther = await SearchAsync(auditor, $"fingerprint={await FingerprintAsync(auditor, Text + " ")}");
        var byTask = await SearchAsync(auditor, $"taskId={task.TaskId}");
        var byAction = await SearchAsync(auditor, "action=thing.&limit=2");

        byText.Records.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            record => record.TaskId.ShouldBe(task.TaskId), record => record.Action.ShouldBe("task.created"),
            record => record.Sequence.ShouldBe(0), record => record.Schema.ShouldBe("neuraforge.task-event.v1"));
        byOther.Records.ShouldBeEmpty();
        byTask.Records.ShouldHaveSingleItem();
        byAction.Records.Count.ShouldBe(2);
        (await SearchAsync(auditor, $"action=thing.&limit=9&cursor={byAction.NextCursor}")).Records.Count.ShouldBe(3);
        (await api.World.LinesAsync("found", Ct)).ShouldAllBe(line => !line.Contains("nobody keeps"));
        await (await auditor.GetAsync("/api/audit?cursor=x", Ct)).ShouldBeProblemAsync(400, "invalid_cursor");
        (await auditor.GetAsync("/api/audit?limit=0", Ct)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        await (await auditor.GetAsync("/api/audit?format=xml", Ct)).ShouldBeProblemAsync(400, "invalid_request");
    }

    [Fact]
    public async Task A_sealed_record_is_proved_by_no_more_than_a_hash()
    {
        await WriteAsync("proved", 3);
        using var auditor = api.ClientOf("proved", role: "auditor");
        var open = (await auditor.GetFromJsonAsync("/api/audit/2", ContractsJson.Default.AuditProofView, Ct))!;
        await api.SealAsync("proved", Ct);

        var proof = (await auditor.GetFromJsonAsync("/api/audit/2", ContractsJson.Default.AuditProofView, Ct))!;
        var next = (await auditor.GetFromJsonAsync("/api/audit/3", ContractsJson.Default.AuditProofView, Ct))!;

        (open.Hash, open.Intact, open.Record.Sealed).ShouldBe((null, null, false));
        var body = proof.Line.Replace($",\"hash\":\"{proof.Hash}\"", "", StringComparison.Ordinal);
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(body))).ShouldBe(proof.Hash);
        (proof.Intact, next.Prev).ShouldBe((true, proof.Hash));
        var head = proof.Head;
        new AuditHead(head.Format, head.Chain, head.Sealed!.Value, head.Hash!, head.SealedAt!.Value, head.KeyId, head.Signature)
            .IsSignedBy(Convert.FromBase64String(head.Keys[head.KeyId!])).ShouldBeTrue();
        await (await auditor.GetAsync("/api/audit/99", Ct)).ShouldBeProblemAsync(404, "record_not_found");
    }

    [Fact]
    public async Task A_verification_says_what_is_wrong_and_is_itself_on_record()
    {
        await WriteAsync("verified", 1_200);
        await api.SealAsync("verified", Ct);
        using var auditor = api.ClientOf("verified", role: "auditor");

        var right = (await auditor.GetFromJsonAsync("/api/audit/verify", ContractsJson.Default.AuditVerdictView, Ct))!;
        await api.World.TamperAsync("verified", "redis.call('ZREMRANGEBYSCORE', KEYS[1] .. ':audit:sealed', 700, 700)");
        var events = new List<(string Type, string Data)>();
        using (var request = new HttpRequestMessage(HttpMethod.Get, "/api/audit/verify") { Headers = { { "Accept", "text/event-stream" } } })
        using (var response = await auditor.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Ct))
        {
            await foreach (var item in SseParser.Create(await response.Content.ReadAsStreamAsync(Ct)).EnumerateAsync(Ct))
                events.Add((item.EventType, item.Data));
        }

        (right.Right, right.Signature, right.Checked, right.Open).ShouldBe((true, "right", 1_200, 0));
        events.Select(item => item.Type).ShouldBe(["progress", "progress", "verdict"]);
        var wrong = JsonSerializer.Deserialize(events[^1].Data, ContractsJson.Default.AuditVerdictView)!;
        wrong.Right.ShouldBeFalse();
        (wrong.Fault!.Kind, wrong.Fault.Number).ShouldBe(("missing", 700));
        var verified = (await SearchAsync(auditor, "action=audit.verified")).Records;
        verified.Select(record => record.Outcome).ShouldBe(["failed", "succeeded"]);
    }

    [Fact]
    public async Task The_command_reads_the_running_system_and_ends_as_its_verdict_is()
    {
        await WriteAsync("command", 600);
        await api.SealAsync("command", Ct);
        await WriteAsync("command", 4);
        var (output, errors) = (new StringWriter(), new StringWriter());
        byte[] key = [.. api.World.PublicKey];

        using (var system = new AuditSystem(api.ClientOf("command", role: "auditor"), platform: false))
            (await AuditCheck.SystemAsync(system, [key], output, errors, Ct)).ShouldBe(ExitCodes.Right, output.ToString());
        await api.World.TamperAsync("command", """
            local key = KEYS[1] .. ':audit:sealed'
            local line = redis.call('ZRANGEBYSCORE', key, 321, 321)[1]
            redis.call('ZREM', key, line)
            redis.call('ZADD', key, 321, (string.gsub(line, 'ana', 'eve')))
            """);
        using (var system = new AuditSystem(api.ClientOf("command", role: "auditor"), platform: false))
            (await AuditCheck.SystemAsync(system, [key], output, errors, Ct)).ShouldBe(ExitCodes.Wrong);
        using (var system = new AuditSystem(api.ClientOf("command", role: "user"), platform: false))
            (await AuditCheck.SystemAsync(system, [key], output, errors, Ct)).ShouldBe(ExitCodes.Unreachable);
        using (var system = new AuditSystem(new Uri("http://127.0.0.1:1"), null, platform: false))
            (await AuditCheck.SystemAsync(system, [key], output, errors, Ct)).ShouldBe(ExitCodes.Unreachable);
        using (var system = new AuditSystem(api.ClientOf("command", role: "auditor"), platform: false))
            (await AuditCheck.ExportAsync(system, "csv", output, errors, Ct)).ShouldBe(ExitCodes.Right);

        output.ToString().ShouldContain("command: record 321 is altered.");
        output.ToString().ShouldContain("number,at,tenant,user");
    }

    [Fact]
    [Trait("Threat", "AU-R1")]
    public async Task An_export_is_the_chain_as_it_stands_and_is_on_record_before_it_leaves()
    {
        await WriteAsync("exported", 700);
        await api.SealAsync("exported", Ct);
        using var auditor = api.ClientOf("exported", role: "auditor");

        using var response = await auditor.GetAsync("/api/audit?format=jsonl", Ct);
        var lines = (await response.Content.ReadAsStringAsync(Ct)).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/x-ndjson");
        response.Content.Headers.ContentDisposition!.FileName!.ShouldStartWith("audit-exported-");
        lines.Length.ShouldBe(701);
        lines.ShouldBe(await api.World.LinesAsync("exported", Ct));
        lines[^1].ShouldContain("\"action\":\"audit.exported\"");
        var verifier = new AuditVerifier(AuditPlace.Start);
        foreach (var line in lines[..700])
            verifier.Read(line);
        verifier.Fault.ShouldBeNull();
        foreach (var line in lines)
            new[] { "task_id", "sequence", "schema" }.ShouldBeSubsetOf(JsonNode.Parse(line)!.AsObject().Select(member => member.Key));
    }

    private static async Task<string> FingerprintAsync(HttpClient client, string text)
    {
        using var response = await client.PostAsJsonAsync(
            "/api/audit/fingerprint", new FingerprintRequest { Text = text }, ContractsJson.Default.FingerprintRequest, Ct);
        return (await response.Content.ReadFromJsonAsync(ContractsJson.Default.FingerprintView, Ct))!.Fingerprint;
    }

    private static async Task<AuditPageView> SearchAsync(HttpClient auditor, string query) =>
        (await auditor.GetFromJsonAsync($"/api/audit?{query}", ContractsJson.Default.AuditPageView, Ct))!;

    private async Task WriteAsync(string chain, int count)
    {
        foreach (var some in Enumerable.Range(0, count).Chunk(100))
        {
            await api.World.Log.AppendAsync([.. some.Select(i => new AuditEntry(
                chain, new AuditActor("ana", "token", "t"), "thing.done", $"thing/{i}"))], Ct);
        }
    }
}
