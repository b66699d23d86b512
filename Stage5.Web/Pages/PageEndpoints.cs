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
    private const int ConversationsOffered = 50;

    public static void MapPages(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/", HomeAsync<HomePage>).RequirePermission(Permissions.StatusRead);
        routes.MapGet("/translate", TranslateAsync).RequirePermission(Permissions.TurnsWrite);
        routes.MapGet("/drafts", DraftsAsync<DraftsPage>).RequirePermission(Permissions.TurnsWrite);
        routes.MapGet("/glossary", GlossaryAsync).RequirePermission(Permissions.GlossaryRead);
        routes.MapGet("/tasks", TasksAsync<TasksPage>).RequirePermission(Permissions.TasksRead);
        routes.MapGet("/tasks/{taskId}", TaskAsync<TaskDetailPage>).RequirePermission(Permissions.TasksRead);
        routes.MapGet("/reviews", ReviewPages.QueueAsync).RequirePermission(Permissions.ReviewsRead);
        routes.MapGet("/reviews/velocity", ReviewPages.VelocityAsync).RequirePermission(Permissions.ReviewsMetrics);
        routes.MapGet("/reviews/{reviewId}", ReviewPages.ReviewAsync).RequirePermission(Permissions.ReviewsRead);
        routes.MapGet("/models", ModelsAsync).RequirePermission(Permissions.ModelsRead);
        routes.MapGet("/budgets", BudgetsAsync).RequirePermission(Permissions.BudgetsRead);
        routes.MapGet("/access", AccessAsync).RequirePermission(Permissions.AccessSelf);
        routes.MapGet("/settings", SettingsAsync<SettingsPage>).RequirePermission(Permissions.SettingsRead);
        routes.MapGet("/audit", AuditAsync).RequirePermission(Permissions.AuditRead);
        routes.MapGet("/audit/{number:long}", AuditRecordAsync).RequirePermission(Permissions.AuditRead);
        routes.MapGet("/docs", () => Page<DocsPage>()).RequirePermission(Permissions.MetadataRead);
    }

    public static void MapFragments(this IEndpointRouteBuilder routes)
    {
        var fragments = routes.MapGroup("/fragments");
        fragments.MapGet("/home", HomeAsync<HomeLive>).RequirePermission(Permissions.StatusRead);
        fragments.MapGet("/tasks", TasksAsync<TaskRows>).RequirePermission(Permissions.TasksRead);
        fragments.MapGet("/tasks/{taskId}", TaskAsync<TaskLive>).RequirePermission(Permissions.TasksRead);
        fragments.MapGet("/tasks/{taskId}/outcome", TaskAsync<TaskOutcome>).RequirePermission(Permissions.TasksRead);
        fragments.MapGet("/tasks/{taskId}/work", WorkAsync).RequirePermission(Permissions.TasksRead);
        fragments.MapGet("/tasks/{taskId}/deliveries", DeliveriesAsync).RequirePermission(Permissions.TasksRead);
        fragments.MapGet("/drafts", DraftsPartAsync).RequirePermission(Permissions.TurnsWrite);
        fragments.MapGet("/glossary", GlossaryPartAsync).RequirePermission(Permissions.GlossaryRead);
        fragments.MapGet("/reviews", ReviewPages.QueuePartAsync).RequirePermission(Permissions.ReviewsRead);
        fragments.MapGet("/reviews/velocity", ReviewPages.VelocityPartAsync).RequirePermission(Permissions.ReviewsMetrics);
        fragments.MapGet("/reviews/{reviewId}", ReviewPages.ReviewPartAsync).RequirePermission(Permissions.ReviewsRead);
        fragments.MapGet("/models", ModelsPartAsync).RequirePermission(Permissions.ModelsRead);
        fragments.MapGet("/budgets", BudgetsPartAsync).RequirePermission(Permissions.BudgetsRead);
        fragments.MapGet("/access/keys", KeysPartAsync).RequirePermission(Permissions.KeysManage);
        fragments.MapGet("/access/people", PeoplePartAsync).RequirePermission(Permissions.AccessManage);
        fragments.MapGet("/settings", SettingsAsync<SettingsBody>).RequirePermission(Permissions.SettingsRead);
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

    private static async Task<IResult> TranslateAsync(ClaimsPrincipal caller, DashboardApi api, CancellationToken ct)
    {
        var metadata = await api.GetMetadataAsync(ct);
        var conversations = metadata.Value is not null && MayReply(caller)
            ? await api.GetConversationsAsync(ConversationsOffered, ct) : null;
        return Page<TranslatePage>(("Metadata", metadata), ("Conversations", conversations));
    }

    private static async Task<IResult> DraftsAsync<T>(DashboardApi api, CancellationToken ct)
        where T : IComponent =>
        Page<T>(("Drafts", await api.GetDraftsAsync(ct)));

    private static async Task DraftsPartAsync(HttpContext context, DashboardApi api, CancellationToken ct)
    {
        var drafts = await api.GetDraftsAsync(ct);
        await (drafts.Value is null ? RefuseAsync(drafts, context) : Page<DraftRows>(("Drafts", drafts)).ExecuteAsync(context));
    }

    private static async Task<IResult> GlossaryAsync(
        [AsParameters] GlossaryQuery query, ClaimsPrincipal caller, DashboardApi api, CancellationToken ct)
    {
        var glossary = api.GetGlossaryAsync(query, ct);
        var conversations = caller.HasClaim(ClaimNames.Permission, Permissions.ConversationsRead)
            ? await api.GetConversationsAsync(ConversationsOffered, ct) : null;
        return Page<Components.Pages.GlossaryPage>(
            ("Glossary", await glossary), ("Query", query), ("Conversations", conversations),
            ("MayWrite", caller.HasClaim(ClaimNames.Permission, Permissions.GlossaryWrite)),
            ("MayManage", caller.HasClaim(ClaimNames.Permission, Permissions.GlossaryManage)));
    }

    private static async Task<IResult> GlossaryPartAsync(
        [AsParameters] GlossaryQuery query, DashboardApi api, CancellationToken ct) =>
        Page<GlossaryRows>(("Glossary", await api.GetGlossaryAsync(query, ct)), ("Query", query));

    private static bool MayReply(ClaimsPrincipal caller) =>
        caller.HasClaim(ClaimNames.Permission, Permissions.ConversationsWrite)
        && caller.HasClaim(ClaimNames.Permission, Permissions.ConversationsRead);

    private static async Task WorkAsync(
        string taskId, ClaimsPrincipal caller, HttpContext context, DashboardApi api, CancellationToken ct)
    {
        var metadata = api.GetMetadataAsync(ct);
        var task = await api.GetTaskAsync(taskId, ct);
        // Without the tones a result can be worked on all the same.
        var tones = (await metadata).Value?.Tones ?? [];
        var done = task.Value is { } view
            ? Page<WorkOutcome>(("Task", view), ("Tones", tones), ("MayReply", MayReply(caller))).ExecuteAsync(context)
            : RefuseAsync(task, context);
        await done;
    }

    private static async Task<IResult> DeliveriesAsync(string taskId, DashboardApi api, CancellationToken ct) =>
        Page<DeliveryRows>(("Deliveries", await api.GetDeliveriesAsync(taskId, ct)));

    private static async Task<IResult> TasksAsync<T>(string? cursor, DashboardApi api, CancellationToken ct)
        where T : IComponent =>
        Page<T>(("Tasks", await api.GetTasksAsync(TasksPerPage, cursor, ct)), ("IsNewest", cursor is null));

    private static async Task<IResult> ModelsAsync(DashboardApi api, CancellationToken ct) =>
        Page<ModelsPage>(("Models", await api.GetModelsAsync(ct)));

    // A part that cannot be read is a problem, not a part: the page keeps what it last knew.
    private static async Task ModelsPartAsync(HttpContext context, DashboardApi api, CancellationToken ct) =>
        await PartAsync<ModelsLive, ModelsView>("Models", await api.GetModelsAsync(ct), context);

    private static async Task<IResult> AccessAsync(
        string? cursor, ClaimsPrincipal caller, DashboardApi api, CancellationToken ct)
    {
        var keys = caller.HasClaim(ClaimNames.Permission, Permissions.KeysManage) ? api.GetKeysAsync(ct) : null;
        var people = caller.HasClaim(ClaimNames.Permission, Permissions.AccessManage)
            ? await api.GetPeopleAsync(cursor, ct) : null;
        return Page<AccessPage>(("Keys", keys is null ? null : await keys), ("People", people), ("Cursor", cursor));
    }

    // A list that cannot be read is a problem, not a list: the page keeps what it last knew.
    private static async Task KeysPartAsync(HttpContext context, DashboardApi api, CancellationToken ct)
    {
        var keys = await api.GetKeysAsync(ct);
        await (keys.Value is null ? RefuseAsync(keys, context) : Page<KeyRows>(("Keys", keys)).ExecuteAsync(context));
    }

    private static async Task PeoplePartAsync(
        string? cursor, HttpContext context, DashboardApi api, CancellationToken ct)
    {
        var people = await api.GetPeopleAsync(cursor, ct);
        await (people.Value is null
            ? RefuseAsync(people, context)
            : Page<PeopleRows>(("People", people), ("Cursor", cursor)).ExecuteAsync(context));
    }

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

    private static async Task<IResult> SettingsAsync<T>(
        long? before, ClaimsPrincipal caller, DashboardApi api, CancellationToken ct)
        where T : IComponent
    {
        var settings = api.GetSettingsAsync(ct);
        var history = await api.GetSettingsHistoryAsync(before, ct);
        return Page<T>(("Settings", await settings), ("History", history),
            ("MayWrite", caller.HasClaim(ClaimNames.Permission, Permissions.SettingsWrite)));
    }

    private static async Task<IResult> AuditAsync(
        [AsParameters] AuditFilter filter, DashboardApi api, CancellationToken ct) =>
        Page<AuditPage>(("Records", await api.GetAuditAsync(filter, ct)), ("Filter", filter));

    private static async Task AuditRecordAsync(long number, HttpContext context, DashboardApi api, CancellationToken ct) =>
        await PartAsync<AuditRecordPage, AuditProofView>("Proof", await api.GetAuditRecordAsync(number, ct), context);

    private static async Task BudgetsPartAsync(HttpContext context, DashboardApi api, CancellationToken ct) =>
        await PartAsync<BudgetsLive, BudgetsView>("Budgets", await api.GetBudgetsAsync(ct), context);

    internal static Task PartAsync<TPart, TValue>(string name, ApiResult<TValue> result, HttpContext context)
        where TPart : IComponent
        where TValue : class =>
        result.Value is null ? RefuseAsync(result, context) : Page<TPart>((name, result.Value)).ExecuteAsync(context);

    internal static Task RefuseAsync<T>(ApiResult<T> result, HttpContext context)
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

    internal static RazorComponentResult<T> Page<T>(params (string Name, object? Value)[] parameters)
        where T : IComponent =>
        new(parameters.ToDictionary(parameter => parameter.Name, parameter => parameter.Value));
}
