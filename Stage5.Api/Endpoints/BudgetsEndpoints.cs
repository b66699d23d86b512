using System.Security.Claims;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.HttpResults;
using Stage5.Api.Audit;
using Stage5.Contracts;
using Stage5.Core.Access;
using Stage5.Core.Audit;
using Stage5.Core.Guards;
using Stage5.ServiceDefaults;

namespace Stage5.Api.Endpoints;

internal static class BudgetsEndpoints
{
    public static void MapBudgets(this RouteGroupBuilder api)
    {
        var budgets = api.MapGroup("").WithTags("Budgets");

        budgets.MapGet("/budgets", ReadAsync)
            .RequirePermission(Permissions.BudgetsRead).WithName("getBudgets")
            .WithSummary("The tenant's budgets: limit, spent, held, left, when each renews")
            .WithDescription("The ETag is the version of the limits; send it in If-Match to change them. "
                + "Limits of other users, keys and conversations are shown to holders of usage:all.")
            .Produces<BudgetsView>().ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status403Forbidden);

        budgets.MapPut("/budgets", WriteAsync)
            .RequirePermission(Permissions.BudgetsWrite).Audited("budgets.changed", "budgets").WithName("putBudgets")
            .WithSummary("Replace the limits that administrators set")
            .WithDescription("What is set here goes before configuration, limit by limit; one without hardLimit "
                + "and softLimit lifts a configured one. What is left out falls back to configuration.")
            .Produces<BudgetsView>().ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status401Unauthorized).ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status412PreconditionFailed)
            .ProducesProblem(StatusCodes.Status428PreconditionRequired);

        budgets.MapGet("/usage", UsageAsync)
            .RequirePermission(Permissions.BudgetsRead).WithName("getUsage")
            .WithSummary("What was used, by day, provider and model")
            .WithDescription("Days of the tenant's time zone, at most 100, by default the last 30. "
                + "scope is user (the caller, default) or tenant, which needs usage:all.")
            .Produces<UsageView>().ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status401Unauthorized).ProducesProblem(StatusCodes.Status403Forbidden);

        budgets.MapGet("/usage/ledger", LedgerAsync)
            .RequirePermission(Permissions.UsageAll).WithName("getLedger")
            .WithSummary("The tenant's newest settlements: who called what, and what it cost")
            .WithDescription("Newest first; limit is 1 to 1000, by default 100. The newest thousand are kept.")
            .Produces<LedgerView>().ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status401Unauthorized).ProducesProblem(StatusCodes.Status403Forbidden);
    }

    private static async Task<IResult> ReadAsync(
        ClaimsPrincipal user, BudgetBook book, HttpResponse response, CancellationToken cancellationToken)
    {
        var identity = Identity.From(user);
        var view = await book.ReadAsync(
            new GuardSubject(identity.Tenant, identity.User, identity.TokenId),
            identity.May(Permissions.UsageAll), cancellationToken);
        response.Headers.ETag = VersionTag.Of(view.Version);
        return TypedResults.Ok(view);
    }

    private static async Task<IResult> WriteAsync(
        BudgetsUpdate update, ClaimsPrincipal user, BudgetBook book, HttpContext http,
        CancellationToken cancellationToken)
    {
        if (http.Request.Headers.IfMatch.Count == 0)
        {
            return Problems.Create(StatusCodes.Status428PreconditionRequired, "precondition_required",
                "Limits are only replaced by who has seen the current ones.",
                "Read them with GET /api/budgets and send their ETag in If-Match.");
        }
        if (BudgetLimits.Errors(update.Limits) is { Count: > 0 } errors)
            return Problems.Invalid(errors);

        var (identity, note) = (Identity.From(user), http.AuditNote());
        var (done, version) = (false, -1L);
        note.After = Audited(update.Limits);
        if (VersionTag.TryRead(http.Request, out var expected))
        {
            // What they replace if they are still of the version that the caller has seen.
            var before = await book.ReadAsync(
                new GuardSubject(identity.Tenant, "", ""), everyone: true, cancellationToken);
            note.Before = Audited(before);
            (done, version) = await book.WriteAsync(
                new AuditEntry(identity.Tenant, identity.Actor, "budgets.changed", "budgets")
                {
                    Before = note.Before,
                    After = note.After,
                }, expected, update.Limits, cancellationToken);
            note.Written = done;
        }
        if (!done)
        {
            return Problems.Create(StatusCodes.Status412PreconditionFailed, "version_conflict",
                version < 0
                    ? "If-Match names no version of the limits."
                    : "The limits were changed since they were read.",
                "Read them again with GET /api/budgets, and send its ETag.");
        }
        return await ReadAsync(user, book, http.Response, cancellationToken);
    }

    private static async Task<IResult> UsageAsync(
        ClaimsPrincipal user, BudgetBook book, DateOnly? from, DateOnly? to, string? scope,
        CancellationToken cancellationToken)
    {
        var identity = Identity.From(user);
        var ofTenant = scope == "tenant";
        if (!ofTenant && scope is not (null or "user"))
            return Invalid("scope", "scope must be one of: user, tenant.");
        if (ofTenant && !identity.May(Permissions.UsageAll))
        {
            return Problems.Create(StatusCodes.Status403Forbidden, "permission_denied",
                $"The whole tenant's usage is for holders of {Permissions.UsageAll}.", "Ask for scope=user.");
        }

        var last = to ?? book.Today(identity.Tenant);
        var first = from ?? last.AddDays(-Math.Min(29, last.DayNumber));
        if (last.DayNumber - first.DayNumber is < 0 or > 99)
        {
            return Invalid("from", "from must not be after to, and at most 99 days before it.");
        }
        return TypedResults.Ok(await book.UsageAsync(
            identity.Tenant, ofTenant ? null : identity.User, first, last, cancellationToken));
    }

    private static async Task<IResult> LedgerAsync(
        ClaimsPrincipal user, BudgetBook book, int? limit, CancellationToken cancellationToken) =>
        limit is < 1 or > 1000
            ? Invalid("limit", "limit must be 1 to 1000.")
            : TypedResults.Ok(await book.ReadLedgerAsync(
                Identity.From(user).Tenant, limit ?? 100, cancellationToken));

    private static JsonArray Audited(IEnumerable<BudgetLimit> limits) => new([.. limits.Select(limit =>
        (JsonNode)Audited(limit.Scope, limit.Id, limit.Window, limit.HardLimit, limit.SoftLimit))]);

    private static JsonArray Audited(BudgetsView view) => new([.. view.Budgets
        .Where(budget => budget.Source == "administrator").Select(budget =>
            (JsonNode)Audited(budget.Scope, budget.Id, budget.Window, budget.HardLimit, budget.SoftLimit))]);

    private static JsonObject Audited(string scope, string? id, string window, decimal? hard, decimal? soft) => new JsonObject
    {
        ["scope"] = scope,
        ["id"] = id,
        ["window"] = window,
        ["hard_limit"] = hard,
        ["soft_limit"] = soft,
    };

    private static ProblemHttpResult Invalid(string field, string message) =>
        Problems.Invalid(new Dictionary<string, string[]> { [field] = [message] });
}
