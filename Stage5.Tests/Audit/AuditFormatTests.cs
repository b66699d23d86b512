using System.Text.Json.Nodes;
using Stage5.Core.Audit;
using Stage5.Core.Audit.Formats;

namespace Stage5.Tests.Audit;

/// <summary>The field names that docs/audit.md promises to whoever ingests the audit.</summary>
public sealed class AuditFormatTests
{
    private const string Hash = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    private const string OfTask = """
        {"format":"stage5.audit.v1","tenant":"acme","actor":{"user":"ana","credential":"session","id":"s-1"},"action":"task.failed","resource":"task/t-1","outcome":"failed","details":{"cost_micros":12},"fingerprint":"cafe","trace_id":"0af7651916cd43dd8448eb211c80319c","task_id":"t-1","schema":"neuraforge.task-event.v1","sequence":9,"at":"2026-11-21T12:00:00.250Z","number":7}
        """;

    private const string OfNone = """
        {"format":"stage5.audit.v1","tenant":"acme","actor":{"user":"=cmd|'/c calc'!A1","credential":"key","id":"k"},"action":"budgets.changed","resource":"budgets","outcome":"refused","before":[{"a":"x, \"y\""}],"task_id":null,"schema":null,"sequence":null,"at":"2026-11-21T12:00:00.000Z","number":8}
        """;

    [Fact]
    public void Loki_is_one_push_whose_lines_are_the_records()
    {
        var push = JsonNode.Parse(Written(AuditFormats.Loki))!;

        var streams = push["streams"]!.AsArray();
        streams.Count.ShouldBe(2);
        Names(streams[0]!["stream"]!).ShouldBe(["job", "tenant"]);
        var value = streams[0]!["values"]![0]!.AsArray();
        ((string)value[0]!).ShouldBe("1795262400250000000");
        ((string)value[1]!).ShouldBe(Line(OfTask));
        Names(value[2]!).ShouldBe(["number", "user", "action", "resource", "outcome", "task_id", "sequence", "schema", "trace_id"]);
        value[2]!.AsObject().ShouldAllBe(member => member.Value!.GetValueKind() == System.Text.Json.JsonValueKind.String);
        Names(streams[1]!["values"]![0]![2]!).ShouldNotContain("task_id");
    }

    [Fact]
    public void Elastic_is_a_bulk_of_documents_with_the_fields_of_ECS()
    {
        var lines = Written(AuditFormats.Elastic).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonNode.Parse(line)!).ToArray();

        lines.Length.ShouldBe(4);
        lines[0].ToJsonString().ShouldBe("""{"create":{"_index":"logs-stage5.audit-default","_id":"acme:7"}}""");
        var document = lines[1];
        Names(document).ShouldBe(["@timestamp", "ecs", "message", "event", "user", "organization", "service", "task_id",
            "sequence", "schema", "stage5", "trace"]);
        Names(document["event"]!).ShouldBe(["kind", "category", "type", "action", "outcome", "sequence", "id", "hash", "module",
            "dataset", "original"]);
        Names(document["stage5"]!["audit"]!).ShouldBe(["outcome", "credential", "credential_id", "resource", "fingerprint",
            "before", "after", "details", "prev"]);
        ((string)document["@timestamp"]!, (string)document["event"]!["outcome"]!, (string)document["event"]!["hash"]!)
            .ShouldBe(("2026-11-21T12:00:00.250Z", "failure", AuditRecord.TryRead(Line(OfTask))!.Hashes!.Value.Hash));
        ((string)document["task_id"]!, (long)document["sequence"]!, (string)document["schema"]!)
            .ShouldBe(("t-1", 9, "neuraforge.task-event.v1"));
        var none = lines[3].AsObject();
        (none.ContainsKey("task_id"), none["task_id"], none["sequence"], none["schema"]).ShouldBe((true, null, null, null));
        ((string)none["event"]!["type"]![0]!, (string)none["stage5"]!["audit"]!["before"]!)
            .ShouldBe(("denied", """[{"a":"x, \"y\""}]"""));
    }

    [Fact]
    public void Splunk_is_one_event_a_line()
    {
        var lines = Written(AuditFormats.Splunk).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonNode.Parse(line)!).ToArray();

        Names(lines[0]).ShouldBe(["time", "host", "source", "sourcetype", "event", "fields"]);
        ((decimal)lines[0]["time"]!, (string)lines[0]["sourcetype"]!).ShouldBe((1_795_262_400.25m, "stage5:audit:v1"));
        lines[0]["event"]!.ToJsonString().ShouldBe(JsonNode.Parse(Line(OfTask))!.ToJsonString());
        Names(lines[0]["fields"]!).ShouldBe(["tenant", "user", "action", "outcome", "number"]);
        lines[1]["event"]!.AsObject().ContainsKey("task_id").ShouldBeTrue();
    }

    [Fact]
    [Trait("Threat", "AU-E1")]
    public void A_spreadsheet_takes_no_cell_for_a_formula()
    {
        var rows = Written(AuditFormats.Csv).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);

        rows[0].ShouldBe("number,at,tenant,user,credential,credential_id,action,resource,outcome,task_id,sequence,schema,"
            + "trace_id,fingerprint,before,after,details,prev,hash");
        rows[1].ShouldStartWith("7,2026-11-21T12:00:00.250Z,acme,ana,session,s-1,task.failed,task/t-1,failed,t-1,9,");
        rows[2].ShouldContain(",\"'=cmd|'/c calc'!A1\",");
        rows[2].ShouldContain("\"[{\"\"a\"\":\"\"x, \\\"\"y\\\"\"\"\"}]\"");
    }

    private static string Written(AuditFormat format) => format.Head
        + string.Join(format.Between, new[] { OfTask, OfNone }.Select(record => format.Write(AuditRecord.TryRead(Line(record))!)))
        + format.Foot;

    private static string Line(string record) => AuditChain.Seal(record.Trim(), Hash).Line;

    private static IEnumerable<string> Names(JsonNode node) => node.AsObject().Select(member => member.Key);
}
