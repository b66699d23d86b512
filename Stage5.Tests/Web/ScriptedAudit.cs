using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Stage5.Contracts;
using Stage5.Core.Audit;

namespace Stage5.Tests.Web;

/// <summary>An audit that a test fills, chained as the real one.</summary>
internal sealed class ScriptedAudit
{
    private readonly List<(AuditEntryView Entry, string Line)> _records = [];

    private string _hash = AuditChain.Genesis;

    /// <summary>What a verification comes to; null breaks it off before its end.</summary>
    public AuditVerdictView? Verdict { get; set; }

    public List<string> Queries { get; } = [];

    /// <summary>Of "Good morning".</summary>
    public const string Fingerprint = "9f2c4b1a0d3e5f60718293a4b5c6d7e8";

    public AuditHeadView Head => new("demo", _records.Count, _hash, Figures.At, _records.Count, 0, AuditChain.Genesis,
        AuditChains.Format, "q1YkD2mZ8n5Lw0RfJt4uVx7Ba3CeHgKiMoPsTyWzXcA", "sig", new Dictionary<string, string>());

    public void Add(
        string user, string action, string resource, string outcome = "succeeded", string? before = null, string? after = null,
        string? taskId = null)
    {
        var number = _records.Count + 1;
        (var line, _hash) = AuditChain.Seal($$"""{"tenant":"demo","action":"{{action}}","number":{{number}}}""", _hash);
        _records.Add((new AuditEntryView(
            number, Figures.At.AddMinutes(number), user, user.Length > 0 ? "session" : "none", "0190c2f4", action, resource, outcome,
            Sealed: true, Element(before), Element(after), null, taskId is null ? null : "5d0f6f3a9f0b4c1e8a7d2b3c4e5f6071",
            taskId, taskId is null ? null : 4, taskId is null ? null : TaskEvent.CurrentSchema, null), line));
    }

    public AuditVerdictView Right() => new("demo", true, _records.Count, 0, _records.Count, _hash, "right", null, Head);

    public AuditVerdictView Wrong(string kind, long number) => Right() with
    {
        Right = false,
        Fault = new AuditFaultView(kind, number, "It is."),
    };

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/audit", (HttpRequest request, string? action) =>
        {
            Queries.Add(request.QueryString.Value ?? "");
            return Results.Ok(new AuditPageView("demo", [.. _records.Select(record => record.Entry)
                .Where(entry => action is null || entry.Action.StartsWith(action, StringComparison.Ordinal)).Reverse()], null));
        });
        routes.MapGet("/api/audit/{number:long}", (long number) => number > _records.Count
            ? ScriptedApi.Fail(404, "record_not_found", "There is no such record.", "Look for it.")
            : Results.Ok(Proof(_records[(int)number - 1])));
        routes.MapGet("/api/audit/verify", VerifyAsync);
        routes.MapPost("/api/audit/fingerprint", (FingerprintRequest request) =>
            Results.Ok(new FingerprintView(request.Text == "Good morning" ? Fingerprint : new string('0', 32))));
    }

    private AuditProofView Proof((AuditEntryView Entry, string Line) record)
    {
        var hashes = AuditChain.HashesOf(record.Line)!.Value;
        return new AuditProofView(record.Entry, record.Line, hashes.Prev, hashes.Hash, Intact: true, Head);
    }

    private async Task VerifyAsync(HttpContext context)
    {
        context.Response.ContentType = "text/event-stream";
        await WriteAsync(context, "progress", JsonSerializer.Serialize(
            new AuditProgressView(1, 2), ContractsJson.Default.AuditProgressView));
        if (Verdict is { } verdict)
            await WriteAsync(context, "verdict", JsonSerializer.Serialize(verdict, ContractsJson.Default.AuditVerdictView));
    }

    private static Task WriteAsync(HttpContext context, string type, string data) => context.Response.WriteAsync(
        string.Create(CultureInfo.InvariantCulture, $"event: {type}\ndata: {data}\n\n"), context.RequestAborted);

    private static JsonElement? Element(string? json) =>
        json is null ? null : JsonSerializer.Deserialize<JsonElement>(json);
}
