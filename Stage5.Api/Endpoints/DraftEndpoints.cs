using System.Security.Claims;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.HttpResults;
using Stage5.Api.Audit;
using Stage5.Contracts;
using Stage5.Core.Access;
using Stage5.Core.Audit;
using Stage5.Core.Drafts;
using Stage5.Core.Settings;
using Stage5.Core.Tasks;
using Stage5.ServiceDefaults;

namespace Stage5.Api.Endpoints;

internal static class DraftEndpoints
{
    public static void MapDrafts(this RouteGroupBuilder api)
    {
        var drafts = api.MapGroup("/offline-drafts").WithTags("Drafts");

        drafts.MapPost("", SaveAsync)
            .RequirePermission(Permissions.TurnsWrite).NeedsFeature(SettingNames.Drafts)
            .Audited("draft.saved", "draft").WithName("saveDraft")
            .WithSummary("Save a turn that is run when a model can")
            .WithDescription("""
                Kept for seven days with all of its options, and run in the caller's name and at their cost, for which
                `consent` must be true (400 `consent_required`). A person has at most a hundred drafts (409
                `drafts_full`). Counts as a call.
                """)
            .Produces<DraftView>(StatusCodes.Status201Created)
            .ProducesTurnProblems();

        drafts.MapGet("", ListAsync)
            .RequirePermission(Permissions.TurnsWrite).WithName("listDrafts")
            .WithSummary("One's drafts, newest first")
            .Produces<DraftList>().ProducesReadProblems();

        drafts.MapGet("/events", DraftEventStream.StreamAsync)
            .RequirePermission(Permissions.TurnsWrite).WithName("streamDraftEvents")
            .WithSummary("How one's drafts go, as server-sent events")
            .WithDescription("""
                `draft_updated` for each draft as it is now and whenever one changes, with a draft of the list as data;
                `draft_deleted` with its `draftId`. A comment every ten seconds keeps the connection open.
                """)
            .Produces<DraftSummary>(StatusCodes.Status200OK, "text/event-stream").ProducesReadProblems();

        drafts.MapGet("/{draftId}", GetAsync)
            .RequirePermission(Permissions.TurnsWrite).WithName("getDraft")
            .WithSummary("A draft with all that was saved")
            .Produces<DraftView>().ProducesReadProblems().ProducesProblem(StatusCodes.Status404NotFound);

        drafts.MapDelete("/{draftId}", DeleteAsync)
            .RequirePermission(Permissions.TurnsWrite).Audited("draft.deleted", "draft", "draftId").WithName("deleteDraft")
            .WithSummary("Throw a draft away; its task, if it has one under way, is cancelled")
            .Produces(StatusCodes.Status204NoContent).ProducesReadProblems()
            .ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<IResult> SaveAsync(
        DraftRequest draft, HttpContext http, TurnDoor door, DraftStore drafts, TextFingerprints fingerprints,
        CancellationToken cancellationToken)
    {
        if (!draft.Consent)
            return Problems.Create(StatusCodes.Status400BadRequest, "consent_required",
                "A draft is processed later in your name, which needs your consent.", "Send consent: true.");

        var identity = Identity.From(http.User);
        var decision = await door.DecideAsync(draft.Request! with { Lane = Lanes.Batch }, identity, cancellationToken);
        RateHeaders.Write(http.Response, decision.Rate);
        if (decision.Refusal is { } refusal) return refusal.ToResult(http);
        if (await drafts.SaveAsync(
                identity.Tenant, identity.User, identity.TokenId, decision.Task, cancellationToken)
            is not { } saved)
        {
            return Problems.Create(StatusCodes.Status409Conflict, "drafts_full",
                $"You have {drafts.MostOfOne} drafts, which is all that are kept.", "Delete one and save this again.");
        }

        var note = http.AuditNote();
        note.ResourceId = saved.DraftId;
        note.Details = new JsonObject { ["kind"] = decision.Task.Kind };
        note.Fingerprint = await fingerprints.OfAsync(identity.Tenant, decision.Task.Text, cancellationToken);
        return TypedResults.Created($"/api/offline-drafts/{saved.DraftId}", DraftViews.Show(saved));
    }

    private static async Task<IResult> ListAsync(
        ClaimsPrincipal user, DraftStore drafts, CancellationToken cancellationToken)
    {
        var identity = Identity.From(user);
        var found = await drafts.ListAsync(identity.Tenant, identity.User, cancellationToken);
        return TypedResults.Ok(new DraftList([.. found.Select(DraftViews.Summarize)]));
    }

    private static async Task<IResult> GetAsync(
        string draftId, ClaimsPrincipal user, DraftStore drafts, CancellationToken cancellationToken)
    {
        var identity = Identity.From(user);
        return await drafts.FindAsync(identity.Tenant, identity.User, draftId, cancellationToken) is { } draft
            ? TypedResults.Ok(DraftViews.Show(draft))
            : NotFound();
    }

    private static async Task<IResult> DeleteAsync(
        string draftId, ClaimsPrincipal user, DraftStore drafts, TaskStore tasks, CancellationToken cancellationToken)
    {
        var identity = Identity.From(user);
        var task = await drafts.DeleteAsync(identity.Tenant, identity.User, draftId, cancellationToken);
        if (task is null) return NotFound();
        if (task.Length > 0) await tasks.CancelAsync(identity.Tenant, task, cancellationToken);
        return TypedResults.NoContent();
    }

    private static ProblemHttpResult NotFound() => Problems.Create(StatusCodes.Status404NotFound, "draft_not_found",
        "There is no such draft of yours.", "Check the id; drafts are kept for seven days.");

    private static RouteHandlerBuilder ProducesReadProblems(this RouteHandlerBuilder route) => route
        .ProducesProblem(StatusCodes.Status401Unauthorized)
        .ProducesProblem(StatusCodes.Status403Forbidden)
        .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
}
