using System.Globalization;
using System.Text.Json.Nodes;
using Stage5.Api.Endpoints;
using Stage5.Core.Access;
using Stage5.Core.Audit;
using Stage5.Core.Audit.Formats;

namespace Stage5.Api.Audit;

/// <summary>Streams records in a format. That they left is on record before the first of them does.</summary>
internal static class AuditExport
{
    private const int FlushEvery = 200;

    public static async Task<IResult> AnswerAsync(
        string chain, AuditQuery query, AuditFormat format, HttpContext http, AuditReader reader, AuditLog log)
    {
        var identity = Identity.From(http.User);
        await log.AppendAsync(new AuditEntry(chain, identity.Actor, "audit.exported", $"audit/{chain}")
        {
            Details = new JsonObject { ["format"] = format.Name, ["query"] = query.ToString() },
        }, CancellationToken.None);
        http.Response.ContentType = format.ContentType;
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers.ContentDisposition = string.Create(CultureInfo.InvariantCulture,
            $"attachment; filename=\"audit-{chain}-{TimeProvider.System.GetUtcNow():yyyyMMddHHmmss}.{format.Extension}\"");
        var writer = http.Response.BodyWriter;
        writer.WriteText(format.Head);
        var (count, everything) = (0L, query == new AuditQuery());
        await foreach (var line in reader.ReadAsync(chain, after: null, http.RequestAborted))
        {
            var record = AuditRecord.TryRead(line);
            // A line that cannot be read is passed on as it is where it can be: whoever verifies has to see it.
            if (record is null && (!everything || format != AuditFormats.JsonLines) || record is not null && !query.Takes(record))
                continue;
            writer.WriteText((count > 0 ? format.Between : "") + (record is null ? line + "\n" : format.Write(record)));
            if (++count % FlushEvery == 0)
                await writer.FlushAsync(http.RequestAborted);
        }
        writer.WriteText(format.Foot);
        await writer.FlushAsync(http.RequestAborted);
        return Results.Empty;
    }
}
