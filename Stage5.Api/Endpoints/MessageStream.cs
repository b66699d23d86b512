using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.IO.Pipelines;
using System.Security.Claims;
using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using Stage5.Contracts;
using Stage5.Core.Access;
using Stage5.Core.Conversations;
using Stage5.ServiceDefaults;

namespace Stage5.Api.Endpoints;

/// <summary>A conversation's messages, as a page or as server-sent events.</summary>
internal static class MessageStream
{
    public static Task<IResult> ReadOrStreamAsync(
        string conversationId, ClaimsPrincipal user, ConversationStore conversations,
        IOptions<ConversationOptions> options, HttpContext context,
        [FromQuery, Description("A sequence: what comes after it.")] string? after = null,
        [FromQuery, Description("A sequence: what comes before it. Not for a stream.")] string? before = null,
        [FromQuery, Range(1, 100), Description("Messages a page, 1 to 100; 50 if absent.")] int limit = 50,
        [FromHeader(Name = "Last-Event-ID")] string? lastEventId = null)
    {
        var identity = Identity.From(user);
        return WantsStream(context.Request)
            ? StreamAsync(
                identity, conversationId, conversations, options.Value.Heartbeat, lastEventId ?? after, context)
            : ReadAsync(identity, conversationId, conversations, after, before, limit, context.RequestAborted);
    }

    private static async Task<IResult> ReadAsync(
        Identity identity, string conversationId, ConversationStore conversations, string? after, string? before,
        int limit, CancellationToken aborted)
    {
        if (!ServerEvents.TryReadPosition(after, out var first) || !ServerEvents.TryReadPosition(before, out var end)
            || (!string.IsNullOrEmpty(after) && !string.IsNullOrEmpty(before)))
        {
            return Problems.Create(StatusCodes.Status400BadRequest, "invalid_position",
                "after or before must be a sequence number, 0 or more, and not both.",
                "Leave both out to read the newest messages.");
        }
        var page = await conversations.ReadMessagesAsync(identity.Tenant, conversationId, identity.User,
            string.IsNullOrEmpty(after) ? null : first, string.IsNullOrEmpty(before) ? null : end, limit, aborted);
        return page is null ? ConversationProblems.NotFound(conversationId) : TypedResults.Ok(page);
    }

    private static async Task<IResult> StreamAsync(
        Identity identity, string conversationId, ConversationStore conversations, TimeSpan heartbeat,
        string? position, HttpContext context)
    {
        // The header wins: it is what a reconnecting browser knows best.
        if (!ServerEvents.TryReadPosition(position, out var after))
            return ServerEvents.InvalidPosition();
        var aborted = context.RequestAborted;
        if (await conversations.FindAsync(identity.Tenant, identity.User, conversationId, aborted) is null)
            return ConversationProblems.NotFound(conversationId);

        await ServerEvents.RunAsync(context, async (writer, end) =>
        {
            await foreach (var item in conversations.WatchAsync(
                identity.Tenant, conversationId, identity.User, after, heartbeat, end))
            {
                if (item.Message is { } message)
                    Write(writer, message);
                else
                    writer.WriteHeartbeat();
                await writer.FlushAsync(end);
            }

            // Whoever comes back nevertheless is a stranger and gets 404.
            writer.WriteEnd("membership_ended");
            await writer.FlushAsync(end);
        }, aborted);
        return Results.Empty;
    }

    private static void Write(PipeWriter writer, MessageView message)
    {
        writer.WriteText(string.Create(
            CultureInfo.InvariantCulture, $"id: {message.Sequence}\nevent: message\ndata: "));
        using (var json = new Utf8JsonWriter(writer))
            JsonSerializer.Serialize(json, message, ContractsJson.Default.MessageView);
        writer.WriteText("\n\n");
    }

    // A stream is only for who names it: a browser's */* wants the page.
    private static bool WantsStream(HttpRequest request) =>
        MediaTypeHeaderValue.TryParseList(request.Headers.Accept, out var accepted)
        && accepted.Any(type => type.MediaType.Equals(ServerEvents.MediaType, StringComparison.OrdinalIgnoreCase));
}
