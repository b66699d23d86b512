using System.Security.Claims;
using System.Text.Json;
using Stage5.Contracts;
using Stage5.Core.Access;
using Stage5.Core.Drafts;

namespace Stage5.Api.Endpoints;

/// <summary>A person's drafts as server-sent events.</summary>
internal static class DraftEventStream
{
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(10);

    public static async Task<IResult> StreamAsync(
        ClaimsPrincipal user, DraftStore drafts, DraftWatch watch, HttpContext context)
    {
        var identity = Identity.From(user);
        // Before the headers are sent, so that a store that is away is a 503.
        await drafts.ListAsync(identity.Tenant, identity.User, context.RequestAborted);
        await ServerEvents.RunAsync(context, async (writer, end) =>
        {
            await foreach (var change in watch.WatchAsync(identity.Tenant, identity.User, Heartbeat, end))
            {
                writer.WriteText(Write(change));
                await writer.FlushAsync(end);
            }
        }, context.RequestAborted);
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
}
