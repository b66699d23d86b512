using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Security.Claims;
using Microsoft.AspNetCore.Mvc;
using Stage5.Core.Tasks;

namespace Stage5.Api.Endpoints;

/// <summary>A task's log as server-sent events.</summary>
internal static class TaskEventStream
{
    public static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(10);

    public static async Task<IResult> StreamAsync(
        string taskId, ClaimsPrincipal user, TaskStore tasks, TaskEventLog log, HttpContext context,
        [FromQuery] string? after = null, [FromHeader(Name = "Last-Event-ID")] string? lastEventId = null)
    {
        // The header wins: it is what a reconnecting browser knows best.
        if (!ServerEvents.TryReadPosition(lastEventId ?? after, out var position))
            return ServerEvents.InvalidPosition();
        var aborted = context.RequestAborted;
        if (await tasks.FindVisibleAsync(taskId, user, aborted) is not { } task)
            return TaskEndpoints.NotFound(taskId);

        await WriteAsync(context, log, task, position, aborted);
        return Results.Empty;
    }

    /// <summary>
    /// Writes the log from after that sequence until the terminal event, or for as long as
    /// <see cref="ServerEvents.RunAsync"/> says.
    /// </summary>
    public static Task WriteAsync(
        HttpContext context, TaskEventLog log, TaskRecord task, long after, CancellationToken cancellationToken) =>
        ServerEvents.RunAsync(context, async (writer, end) =>
        {
            await foreach (var item in log.WatchAsync(task.Tenant, task.TaskId, after, Heartbeat, end))
            {
                if (item.IsHeartbeat)
                    writer.WriteHeartbeat();
                else
                    WriteEvent(writer, item);
                await writer.FlushAsync(end);
            }
        }, cancellationToken);

    // The envelope was serialised once, when it was appended, and has no line break.
    private static void WriteEvent(PipeWriter writer, TaskEventItem item)
    {
        writer.WriteText("id: ");
        writer.WriteText(item.Sequence.ToString(CultureInfo.InvariantCulture));
        writer.WriteText("\nevent: ");
        writer.WriteText(item.Type);
        writer.WriteText("\ndata: ");
        writer.Write(item.Utf8.Span);
        writer.WriteText("\n\n");
    }
}
