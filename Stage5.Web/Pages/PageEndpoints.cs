using System.Security.Claims;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http.HttpResults;
using Stage5.Contracts;
using Stage5.Web.Api;
using Stage5.Web.Components.Pages;
using Stage5.Web.Components.Parts;

namespace Stage5.Web.Pages;

/// <summary>The pages, and the parts of them that refresh themselves. Each is rendered from what the API says now.</summary>
internal static class PageEndpoints
{
    private const int LatestTasks = 6;
    private const int TasksPerPage = 25;

    public static void MapPages(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/", HomeAsync<HomePage>).RequirePermission(Permissions.StatusRead);
        routes.MapGet("/translate", TranslateAsync).RequirePermission(Permissions.TurnsWrite);
        routes.MapGet("/tasks", TasksAsync<TasksPage>).RequirePermission(Permissions.TasksRead);
        routes.MapGet("/tasks/{taskId}", TaskAsync<TaskDetailPage>).RequirePermission(Permissions.TasksRead);
        routes.MapGet("/models", ModelsAsync).RequirePermission(Permissions.ModelsRead);
        routes.MapGet("/budgets", BudgetsAsync).RequirePermission(Permissions.BudgetsRead);
        routes.MapGet("/docs", () => Page<DocsPage>()).RequirePermission(Permissions.MetadataRead);
    }

    public static void MapFragments(this IEndpointRouteBuilder routes)
    {
        var fragments = routes.MapGroup("/fragments");
        fragments.MapGet("/home", HomeAsync<HomeLive>).RequirePermission(Permissions.StatusRead);
        fragments.MapGet("/tasks", TasksAsync<TaskRows>).RequirePermission(Permissions.TasksRead);
        fragments.MapGet("/tasks/{taskId}", TaskAsync<TaskLive>).RequirePermission(Permissions.TasksRead);
        fragments.MapGet("/tasks/{taskId}/outcome", TaskAsync<TaskOutcome>).RequirePermission(Permissions.TasksRead);
        fragments.MapGet("/models", ModelsPartAsync).RequirePermission(Permissions.ModelsRead);
        fragments.MapGet("/budgets", BudgetsPartAsync).RequirePermission(Permissions.BudgetsRead);
    }

    private static async Task<IResult> HomeAsync<T>(
        ClaimsPrincipal caller, DashboardApi api, CancellationToken ct)
        where T : IComponent
    {
        var status = api.GetStatusAsync(ct);
        var tasks = caller.HasClaim(ClaimNames.Permission, Permissions.TasksRead)
            ? await api.GetTasksAsync(LatestTasks, cursor: null, ct)
            : null;
        return Page<T>(
            ("Status", await status), ("Tasks", tasks),
            ("LinksModels", caller.HasClaim(ClaimNames.Permission, Permissions.ModelsRead)));
    }

    private static async Task<IResult> TranslateAsync(DashboardApi api, CancellationToken ct) =>
        Page<TranslatePage>(("Metadata", await api.GetMetadataAsync(ct)));

    private static async Task<IResult> TasksAsync<T>(string? cursor, DashboardApi api, CancellationToken ct)
        where T : IComponent =>
        Page<T>(("Tasks", await api.GetTasksAsync(TasksPerPage, cursor, ct)), ("IsNewest", cursor is null));

    private static async Task<IResult> ModelsAsync(DashboardApi api, CancellationToken ct) =>
        Page<ModelsPage>(("Models", await api.GetModelsAsync(ct)));

    // A part that cannot be read is a problem, not a part: the page keeps what it last knew.
    private static async Task ModelsPartAsync(HttpContext context, DashboardApi api, CancellationToken ct) =>
        await PartAsync<ModelsLive, ModelsView>("Models", await api.GetModelsAsync(ct), context);

    private static async Task<IResult> BudgetsAsync(
        string? usage, ClaimsPrincipal caller, DashboardApi api, TimeProvider time, CancellationToken ct)
    {
        var budgets = await api.GetBudgetsAsync(ct);
        var days = UsageDays.Last(UsageDays.Count, time.GetUtcNow(), budgets.Value?.TimeZone);
        var scope = usage != "user" && caller.HasClaim(ClaimNames.Permission, Permissions.UsageAll)
            ? "tenant" : "user";
        var used = await api.GetUsageAsync(days.From, days.To, scope, ct);
        return Page<BudgetsPage>(("Budgets", budgets), ("Usage", used), ("Scope", scope));
    }

    private static async Task BudgetsPartAsync(HttpContext context, DashboardApi api, CancellationToken ct) =>
        await PartAsync<BudgetsLive, BudgetsView>("Budgets", await api.GetBudgetsAsync(ct), context);

    private static Task PartAsync<TPart, TValue>(string name, ApiResult<TValue> result, HttpContext context)
        where TPart : IComponent
        where TValue : class =>
        result.Value is null ? RefuseAsync(result, context) : Page<TPart>((name, result.Value)).ExecuteAsync(context);

    private static Task RefuseAsync<T>(ApiResult<T> result, HttpContext context)
        where T : class =>
        ErrorResponses.WriteAsync(context, result.Problem! with { Status = result.Problem.Status ?? result.Status });

    private static async Task TaskAsync<T>(
        string taskId, HttpContext context, DashboardApi api, CancellationToken ct)
        where T : IComponent
    {
        var task = await api.GetTaskAsync(taskId, ct);
        var done = task.Value is { } view
            ? Page<T>(("Task", view)).ExecuteAsync(context)
            : RefuseAsync(task, context);
        await done;
    }

    private static RazorComponentResult<T> Page<T>(params (string Name, object? Value)[] parameters)
        where T : IComponent =>
        new(parameters.ToDictionary(parameter => parameter.Name, parameter => parameter.Value));
}
