using System.Globalization;
using System.Security.Claims;
using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using Stage5.Contracts;
using Stage5.Core.Access;
using Stage5.Core.Reviews;

namespace Stage5.Api.Endpoints;

/// <summary>The tenant's reviews as server-sent events.</summary>
internal static class ReviewEventStream
{
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(10);

    public static async Task<IResult> StreamAsync(
        ClaimsPrincipal user, ReviewWatch watch, ReviewBoard board, HttpContext context,
        [FromQuery] string? after = null, [FromHeader(Name = "Last-Event-ID")] string? lastEventId = null)
    {
        var given = lastEventId ?? after;
        if (!ServerEvents.TryReadPosition(given, out var position))
            return ServerEvents.InvalidPosition();
        var tenant = Identity.From(user).Tenant;
        // Before the headers are sent: a store that is away is a 503, and whoever has them misses nothing from then on.
        var now = (await board.ReadAsync(tenant, context.RequestAborted)).Number;
        await ServerEvents.RunAsync(context, async (writer, end) =>
        {
            await foreach (var change in watch.WatchAsync(
                tenant, string.IsNullOrEmpty(given) ? now : position, Heartbeat, end))
            {
                if (change.Review is { } review)
                    writer.WriteText(Write(change.Number, review));
                else
                    writer.WriteHeartbeat();
                await writer.FlushAsync(end);
            }
        }, context.RequestAborted);
        return Results.Empty;
    }

    // JSON has no line break.
    private static string Write(long number, ReviewSummary review) => string.Create(CultureInfo.InvariantCulture,
        $"id: {number}\nevent: review\ndata: {JsonSerializer.Serialize(review, ContractsJson.Default.ReviewSummary)}\n\n");
}
