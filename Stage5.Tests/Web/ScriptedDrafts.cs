using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Stage5.Contracts;

namespace Stage5.Tests.Web;

/// <summary>A person's drafts, whose stream tells what a test changes.</summary>
internal sealed class ScriptedDrafts
{
    private readonly Lock _lock = new();
    private List<DraftSummary> _drafts = [];
    private TaskCompletionSource<string> _told = New();

    public ConcurrentQueue<DraftRequest> Saved { get; } = [];

    public static DraftSummary Draft(string text, DraftState state, TaskError? reason = null, string? taskId = null) => new(
        Guid.CreateVersion7().ToString(), state, TaskKinds.Translate, "en", "de", text, reason is null ? 1 : 3,
        state == DraftState.Pending ? TimeProvider.System.GetUtcNow().AddMinutes(12) : null, taskId, reason,
        Figures.At, Figures.At, TimeProvider.System.GetUtcNow().AddDays(6));

    public void Put(DraftSummary draft)
    {
        lock (_lock) _drafts = [draft, .. _drafts.Where(one => one.DraftId != draft.DraftId)];
        Tell("draft_updated", JsonSerializer.Serialize(draft, ContractsJson.Default.DraftSummary));
    }

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/offline-drafts", () =>
        {
            lock (_lock) return Results.Ok(new DraftList(_drafts));
        });
        routes.MapPost("/api/offline-drafts", (DraftRequest request) =>
        {
            Saved.Enqueue(request);
            var draft = Draft(request.Request!.Text, DraftState.Pending);
            Put(draft);
            return Results.Created($"/api/offline-drafts/{draft.DraftId}", new DraftView(
                draft.DraftId, draft.State, request.Request, new("ana", Figures.At), 0, null, null, null, Figures.At, Figures.At,
                draft.ExpiresAt));
        });
        routes.MapDelete("/api/offline-drafts/{id}", (string id) =>
        {
            lock (_lock) _drafts = [.. _drafts.Where(one => one.DraftId != id)];
            Tell("draft_deleted", JsonSerializer.Serialize(new DraftDeleted(id), ContractsJson.Default.DraftDeleted));
            return Results.NoContent();
        });
        routes.MapGet("/api/offline-drafts/events", StreamAsync);
    }

    private async Task StreamAsync(HttpContext context)
    {
        context.Response.ContentType = "text/event-stream";
        try
        {
            await context.Response.WriteAsync("retry: 1000\n\n", context.RequestAborted);
            while (true)
            {
                Task<string> told;
                lock (_lock) told = _told.Task;
                await context.Response.Body.FlushAsync(context.RequestAborted);
                await context.Response.WriteAsync(await told.WaitAsync(context.RequestAborted), context.RequestAborted);
            }
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The viewer left.
        }
    }

    private void Tell(string type, string data)
    {
        TaskCompletionSource<string> told;
        lock (_lock) (told, _told) = (_told, New());
        told.SetResult($"event: {type}\ndata: {data}\n\n");
    }

    private static TaskCompletionSource<string> New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
