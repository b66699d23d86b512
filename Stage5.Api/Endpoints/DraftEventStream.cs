using System.Security.Claims;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Features;
using Stage5.Contracts;
using Stage5.Core.Access;
using Stage5.Core.Drafts;

namespace Stage5.Api.Endpoints;

/// <summary>A person's drafts as server-sent events.</summary>
internal static class DraftEventStream
{
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(10);

    public static async Task<IResult> StreamAsync(
        ClaimsPrincipal user, DraftStore drafts, DraftWatch watch, HttpContext context, IHostApplicationLifetime host)
    {
        var identity = Identity.From(user);
        // Before the headers are sent, so that a store that is away is a 503.
        await drafts.ListAsync(identity.Tenant, identity.User, context.RequestAborted);
        context.Response.ContentType = "text/event-stream";
        context.Response.Headers.CacheControl = "no-store";
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        // A stop does not wait for viewers: they come back to another replica, and see their drafts as they are.
        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, host.ApplicationStopping);
        try
        {
            await WriteAsync(context.Response, "retry: 1000\n\n", end.Token);
            await foreach (var change in watch.WatchAsync(identity.Tenant, identity.User, Heartbeat, end.Token))
                await WriteAsync(context.Response, Write(change), end.Token);
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // Nobody reads any more, or the host stops: the stream just ends.
        }

        return Results.Empty;
    }

    private static string Write(DraftChange change) => change switch
    {
        { Updated: { } draft } => Event("draft_updated",
            JsonSerializer.Serialize(DraftViews.Summarize(draft), ContractsJson.Default.DraftSummary)),
        { Deleted: { } id } => Event("draft_deleted",
            JsonSerializer.Serialize(new DraftDeleted(id), ContractsJson.Default.DraftDeleted)),
        _ => ": heartbeat\n\n",
    };

    // JSON has no line break.
    private static string Event(string type, string data) => $"event: {type}\ndata: {data}\n\n";

    private static async Task WriteAsync(HttpResponse response, string text, CancellationToken aborted)
    {
        Encoding.UTF8.GetBytes(text, response.BodyWriter);
        await response.BodyWriter.FlushAsync(aborted);
    }
}
