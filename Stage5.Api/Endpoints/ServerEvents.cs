using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using Microsoft.AspNetCore.Http.Features;
using Stage5.ServiceDefaults;

namespace Stage5.Api.Endpoints;

/// <summary>What every stream of server-sent events does alike.</summary>
internal static class ServerEvents
{
    public const string MediaType = "text/event-stream";

    public static async Task<PipeWriter> BeginAsync(HttpContext context, CancellationToken cancellationToken)
    {
        context.Response.ContentType = MediaType;
        context.Response.Headers.CacheControl = "no-store";
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        var writer = context.Response.BodyWriter;
        writer.WriteText("retry: 1000\n\n");
        await writer.FlushAsync(cancellationToken);
        return writer;
    }

    public static void WriteText(this PipeWriter writer, string text) => Encoding.UTF8.GetBytes(text, writer);

    public static void WriteHeartbeat(this PipeWriter writer) => writer.WriteText(": heartbeat\n\n");

    /// <param name="text">Absent is 0: from the first.</param>
    public static bool TryReadPosition(string? text, out long position)
    {
        position = 0;
        return string.IsNullOrEmpty(text)
            || long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out position);
    }

    public static IResult InvalidPosition() => Problems.Create(StatusCodes.Status400BadRequest, "invalid_position",
        "Last-Event-ID and after must be a sequence number, 0 or more.", "Leave both out to start at the first event.");
}
