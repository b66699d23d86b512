using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Net.Http.Headers;
using Stage5.Api.Endpoints;
using Stage5.Contracts;
using Stage5.Core.Access;
using Stage5.Core.Audit;

namespace Stage5.Api.Audit;

/// <summary>Reads a chain to its end for somebody who waits, or who watches.</summary>
internal static class AuditVerification
{
    public static async Task<IResult> AnswerAsync(
        string chain, HttpContext http, AuditReader reader, AuditLog log)
    {
        var identity = Identity.From(http.User);
        if (!WantsEvents(http.Request))
        {
            var verdict = await reader.VerifyAsync(chain, progress: null, http.RequestAborted);
            await RecordAsync(log, chain, identity, verdict);
            return TypedResults.Ok(await ViewAsync(verdict, reader, http.RequestAborted));
        }

        // Before the headers are sent, so that a store that is away is a 503.
        await reader.StateAsync(chain, http.RequestAborted);
        await ServerEvents.RunAsync(http, async (writer, end) =>
        {
            var verdict = await reader.VerifyAsync(chain, async (read, of) =>
            {
                writer.WriteText(Event("progress", JsonSerializer.Serialize(
                    new AuditProgressView(read, Math.Max(read, of)), ContractsJson.Default.AuditProgressView)));
                await writer.FlushAsync(end);
            }, end);
            await RecordAsync(log, chain, identity, verdict);
            writer.WriteText(Event("verdict", JsonSerializer.Serialize(
                await ViewAsync(verdict, reader, end), ContractsJson.Default.AuditVerdictView)));
            await writer.FlushAsync(end);
        }, http.RequestAborted);
        return Results.Empty;
    }

    public static AuditVerdictView ViewOf(AuditVerdict verdict, AuditHeadView head) => new(
        verdict.Chain, verdict.Right, verdict.Checked, verdict.Open, verdict.Last.Number, verdict.Last.Hash,
        JsonNamingPolicy.CamelCase.ConvertName(verdict.Signature.ToString()),
        verdict.Fault is { } fault
            ? new AuditFaultView(JsonNamingPolicy.CamelCase.ConvertName(fault.Kind.ToString()), fault.Number, fault.Detail)
            : null,
        head);

    private static async Task<AuditVerdictView> ViewAsync(
        AuditVerdict verdict, AuditReader reader, CancellationToken cancellationToken) => ViewOf(
        verdict, AuditViews.Of(verdict.Chain, await reader.StateAsync(verdict.Chain, cancellationToken), reader.TrustedKeys));

    private static Task<long> RecordAsync(AuditLog log, string chain, Identity identity, AuditVerdict verdict) =>
        log.AppendAsync(new AuditEntry(chain, identity.Actor, "audit.verified", $"audit/{chain}")
        {
            Outcome = verdict.Right ? AuditOutcome.Succeeded : AuditOutcome.Failed,
            Details = new JsonObject
            {
                ["checked"] = verdict.Checked,
                ["last"] = verdict.Last.Number,
                ["signature"] = JsonNamingPolicy.SnakeCaseLower.ConvertName(verdict.Signature.ToString()),
                ["fault"] = verdict.Fault is { } fault
                    ? new JsonObject
                    {
                        ["kind"] = JsonNamingPolicy.SnakeCaseLower.ConvertName(fault.Kind.ToString()),
                        ["number"] = fault.Number,
                    }
                    : null,
            },
        }, CancellationToken.None);

    private static bool WantsEvents(HttpRequest request) =>
        MediaTypeHeaderValue.TryParseList(request.Headers.Accept, out var accepted)
        && accepted.Any(type => type.MediaType.Equals(ServerEvents.MediaType, StringComparison.OrdinalIgnoreCase));

    // JSON has no line break.
    private static string Event(string type, string data) => $"event: {type}\ndata: {data}\n\n";
}
