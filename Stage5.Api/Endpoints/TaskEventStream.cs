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
        WriteAsync(context, EventStreamMetrics.OfTask,
            end => log.WatchAsync(task.Tenant, task.TaskId, after, Heartbeat, end), cancellationToken);

    /// <param name="of">What is streamed, for the metrics.</param>
    public static Task WriteAsync(
        HttpContext context, string of, Func<CancellationToken, IAsyncEnumerable<TaskEventItem>> watch,
        CancellationToken cancellationToken) =>
        ServerEvents.RunAsync(context, async (writer, end) =>
        {
            EventStreamMetrics.Opened(of);
            try
            {
                await foreach (var item in watch(end))
                {
                    Write(writer, item);
                    EventStreamMetrics.Sent(of, item.Kind);
                    await writer.FlushAsync(end);
                }
            }
            finally
            {
                EventStreamMetrics.Closed(of);
            }
        }, cancellationToken);

    private static void Write(PipeWriter writer, TaskEventItem item)
    {
        switch (item.Kind)
        {
            case TaskEventItemKind.Heartbeat:
                // What a filter held back need not be looked at again by who comes back.
                writer.WriteText(string.Create(CultureInfo.InvariantCulture, $"id: {item.Sequence}\n"));
                writer.WriteHeartbeat();
                break;
            case TaskEventItemKind.Gap:
                Write(writer, item, "gap");
                break;
            case TaskEventItemKind.TooSlow:
                Write(writer, item, "end");
                break;
            default:
                Write(writer, item, item.Type);
                break;
        }
    }

    // The envelope was serialised once, when it was appended, and has no line break.
    private static void Write(PipeWriter writer, TaskEventItem item, string type)
    {
        writer.WriteText("id: ");
        writer.WriteText(item.Sequence.ToString(CultureInfo.InvariantCulture));
        writer.WriteText("\nevent: ");
        writer.WriteText(type);
        writer.WriteText("\ndata: ");
        writer.Write(item.Utf8.Span);
        writer.WriteText("\n\n");
    }
}
