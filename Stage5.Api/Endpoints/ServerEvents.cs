using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using Microsoft.AspNetCore.Http.Features;
using Stage5.Core.Access;
using Stage5.ServiceDefaults;

namespace Stage5.Api.Endpoints;

/// <summary>What every stream of server-sent events does alike.</summary>
internal static class ServerEvents
{
    public const string MediaType = "text/event-stream";

    private const string BearerPrefix = "Bearer ";

    /// <summary>
    /// Begins a stream and writes it until it is at its end, the reader leaves, the host stops, or the caller loses the
    /// right to it: then <c>end</c> with the reason <c>access_ended</c> is its last event.
    /// </summary>
    /// <param name="given">Ends it too.</param>
    public static async Task RunAsync(
        HttpContext context, Func<PipeWriter, CancellationToken, Task> write, CancellationToken given)
    {
        // A stop does not wait for viewers: they come back to another replica with their Last-Event-ID.
        var stopping = context.RequestServices.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        using var over = CancellationTokenSource.CreateLinkedTokenSource(given, stopping);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(over.Token);
        var lost = WatchAsync(context, end);
        try
        {
            var writer = await BeginAsync(context, end.Token);
            await write(writer, end.Token);
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // Nobody reads any more, nobody may, or the host stops: the stream just ends.
        }
        finally
        {
            await end.CancelAsync();
        }

        // Who lost something else comes back and is asked anew; who lost this would be refused each time.
        if (await lost == AccessLoss.Ended && !over.IsCancellationRequested)
        {
            context.Response.BodyWriter.WriteEnd("access_ended");
            await context.Response.BodyWriter.FlushAsync(over.Token);
        }
    }

    /// <summary>Cancels what is written when its reader loses a right; null when that did not happen.</summary>
    private static async Task<AccessLoss?> WatchAsync(HttpContext context, CancellationTokenSource end)
    {
        var watch = context.RequestServices.GetRequiredService<AccessWatch>();
        var token = context.Request.Headers.Authorization.ToString()[BearerPrefix.Length..].Trim();
        var permission = context.GetEndpoint()!.Metadata.GetRequiredMetadata<PermissionMetadata>().Permission;
        try
        {
            var loss = await watch.UntilLostAsync(token, Identity.From(context.User), permission, end.Token);
            await end.CancelAsync();
            return loss;
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            return null;
        }
    }

    private static async Task<PipeWriter> BeginAsync(HttpContext context, CancellationToken cancellationToken)
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

    /// <summary>The last event of a stream that its reader need not ask for again.</summary>
    public static void WriteEnd(this PipeWriter writer, string reason) =>
        writer.WriteText($"event: end\ndata: {{\"reason\":\"{reason}\"}}\n\n");

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
