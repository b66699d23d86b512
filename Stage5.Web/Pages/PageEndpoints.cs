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
        routes.MapGet("/docs", () => Page<DocsPage>()).RequirePermission(Permissions.MetadataRead);
    }

    public static void MapFragments(this IEndpointRouteBuilder routes)
    {
        var fragments = routes.MapGroup("/fragments");
        fragments.MapGet("/home", HomeAsync<HomeLive>).RequirePermission(Permissions.StatusRead);
        fragments.MapGet("/tasks", TasksAsync<TaskRows>).RequirePermission(Permissions.TasksRead);
        fragments.MapGet("/tasks/{taskId}", TaskAsync<TaskLive>).RequirePermission(Permissions.TasksRead);
        fragments.MapGet("/tasks/{taskId}/outcome", TaskAsync<TaskOutcome>).RequirePermission(Permissions.TasksRead);
    }

    private static async Task<IResult> HomeAsync<T>(
        ClaimsPrincipal caller, DashboardApi api, CancellationToken ct)
        where T : IComponent
    {
        var status = api.GetStatusAsync(ct);
        var tasks = caller.HasClaim(ClaimNames.Permission, Permissions.TasksRead)
            ? await api.GetTasksAsync(LatestTasks, cursor: null, ct)
            : null;
        return Page<T>(("Status", await status), ("Tasks", tasks));
    }

    private static async Task<IResult> TranslateAsync(DashboardApi api, CancellationToken ct) =>
        Page<TranslatePage>(("Metadata", await api.GetMetadataAsync(ct)));

    private static async Task<IResult> TasksAsync<T>(string? cursor, DashboardApi api, CancellationToken ct)
        where T : IComponent =>
        Page<T>(("Tasks", await api.GetTasksAsync(TasksPerPage, cursor, ct)), ("IsNewest", cursor is null));

    private static async Task TaskAsync<T>(
        string taskId, HttpContext context, DashboardApi api, CancellationToken ct)
        where T : IComponent
    {
        var task = await api.GetTaskAsync(taskId, ct);
        var done = task.Value is { } view
            ? Page<T>(("Task", view)).ExecuteAsync(context)
            : ErrorResponses.WriteAsync(context, task.Problem! with { Status = task.Problem.Status ?? task.Status });
        await done;
    }

    private static RazorComponentResult<T> Page<T>(params (string Name, object? Value)[] parameters)
        where T : IComponent =>
        new(parameters.ToDictionary(parameter => parameter.Name, parameter => parameter.Value));
}
