using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Stage5.Contracts;

namespace Stage5.Tests.Web;

/// <summary>
/// What Web sees of the API, on a loopback port, answering what a test scripts. Event streams give out what the
/// test appends, when it appends it.
/// </summary>
internal sealed class ScriptedApi : IAsyncDisposable
{
    public const string GoodCode = "good-code";

    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, ScriptedTask> _tasks = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _spent = new(StringComparer.Ordinal);
    private int _sessions;

    private ScriptedApi(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.Single());

    /// <summary>Every request, with its headers, in order of arrival.</summary>
    public ConcurrentQueue<SeenRequest> Seen { get; } = [];

    public StatusView Status { get; set; } = new([], new(0, 0, 0, 0, 0));

    public MetadataView Metadata { get; set; } = ScriptedTurns.NoModel;

    public ScriptedFigures Figures { get; } = new();

    public ScriptedLanguage Language { get; } = new();

    public ScriptedGlossary Glossary { get; } = new();

    public ScriptedDrafts Drafts { get; } = new();

    public ScriptedAccess Access { get; } = new();

    public ScriptedSettings Settings { get; } = new();

    public ScriptedAudit Audit { get; } = new();

    /// <summary>Events that pages refused.</summary>
    public ConcurrentQueue<ContractMismatch> Mismatches { get; } = [];

    public ScriptedReviews Reviews { get; } = new();

    /// <summary>What tasks were asked for, in order.</summary>
    public ConcurrentQueue<TaskRequest> Asked { get; } = [];

    public CallerView Caller { get; set; } = new("demo", "ana", ["user"], Everything);

    /// <summary>Seconds that access tokens live.</summary>
    public int ExpiresIn { get; set; } = 300;

    public bool RefusesRefresh { get; set; }

    /// <summary>When set, answers in place of the script.</summary>
    public Func<HttpContext, Task<bool>>? Intercept { get; set; }

    /// <summary>Called with each task that a request made.</summary>
    public Action<ScriptedTask>? OnCreated { get; set; }

    public static string[] Everything =>
    [
        Permissions.TurnsWrite, Permissions.TasksRead, Permissions.StatusRead, Permissions.MetadataRead,
        Permissions.ModelsRead, Permissions.BudgetsRead, Permissions.TelemetryWrite, Permissions.AccessSelf,
        Permissions.ConversationsRead, Permissions.ConversationsWrite, Permissions.GlossaryRead, Permissions.GlossaryWrite,
    ];

    public static async Task<ScriptedApi> StartAsync(CancellationToken ct, int port = 0)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Listen(IPAddress.Loopback, port);
        });
        builder.Services.ConfigureHttpJsonOptions(options =>
            options.SerializerOptions.TypeInfoResolverChain.Insert(0, ContractsJson.Default));
        var app = builder.Build();
        var api = new ScriptedApi(app);
        app.Use(api.ObserveAsync);
        api.Map(app);
        await app.StartAsync(ct);
        return api;
    }

    public ScriptedTask Add(ScriptedTask task) => _tasks[task.Id] = task;

    /// <summary>The login code works again.</summary>
    public void Reset() => _spent.Clear();

    public void Clear() => _tasks.Clear();

    /// <summary>Newest first.</summary>
    public IReadOnlyList<string> Ids() =>
        [.. _tasks.Values.OrderByDescending(task => task.CreatedAt).Select(task => task.Id)];

    public int CountOf(string method, string path) =>
        Seen.Count(request => request.Method == method && request.Path == path);

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task ObserveAsync(HttpContext context, RequestDelegate next)
    {
        Seen.Enqueue(new(context.Request.Method, context.Request.Path,
            context.Request.Headers.ToDictionary(
                header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase)));
        if (Intercept is { } intercept && await intercept(context)) return;
        await next(context);
    }

    private void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/alive", () => "alive");
        routes.MapPost("/api/access/session", (HttpRequest request) =>
            Bearer(request) == GoodCode && _spent.TryAdd(GoodCode, true) ? Results.Ok(NewSession()) : Refused());
        routes.MapPost("/api/access/session/refresh", (HttpRequest request) =>
            !RefusesRefresh && Bearer(request).StartsWith("refresh-", StringComparison.Ordinal)
            && _spent.TryAdd(Bearer(request), true) ? Results.Ok(NewSession()) : Refused());
        routes.MapDelete("/api/access/session", () => Results.NoContent());
        routes.MapGet("/api/access/me", () => Results.Ok(Caller));
        routes.MapGet("/api/status", () => Results.Ok(Status));
        routes.MapGet("/api/metadata", () => Results.Ok(Metadata));
        routes.MapPost("/api/telemetry/browser-failures", (BrowserFailure _) => Results.NoContent());
        routes.MapPost("/api/telemetry/contract-mismatches", (ContractMismatch mismatch) =>
        {
            Mismatches.Enqueue(mismatch);
            return Results.NoContent();
        });
        routes.MapGet("/openapi/v1.json", () => Results.Text(OpenApi, "application/json"));
        Figures.Map(routes);
        Language.Map(routes);
        Glossary.Map(routes);
        Drafts.Map(routes);
        Access.Map(routes);
        Settings.Map(routes);
        Audit.Map(routes);
        Reviews.Map(routes);
        routes.MapGet("/api/tasks", List);
        routes.MapPost("/api/tasks", Create);
        routes.MapGet("/api/tasks/{id}", (string id) =>
            _tasks.TryGetValue(id, out var task) ? Results.Ok(task.View()) : NoSuchTask());
        routes.MapDelete("/api/tasks/{id}", (string id) =>
        {
            if (!_tasks.TryGetValue(id, out var task)) return NoSuchTask();
            task.Cancel();
            return Results.Accepted(value: task.View());
        });
        routes.MapGet("/api/tasks/{id}/events", (string id, HttpContext context) =>
            _tasks.TryGetValue(id, out var task) ? task.StreamAsync(context) : NoSuchTask().ExecuteAsync(context));
    }

    private IResult List(int limit, string? cursor)
    {
        var all = _tasks.Values.OrderByDescending(task => task.CreatedAt).ToList();
        var from = cursor is null ? 0 : int.Parse(cursor, System.Globalization.CultureInfo.InvariantCulture);
        var page = all.Skip(from).Take(limit).Select(task => task.Summary()).ToList();
        var next = from + limit < all.Count ? $"{from + limit}" : null;
        return Results.Ok(new TaskPage(page, next));
    }

    private IResult Create(TaskRequest request)
    {
        Asked.Enqueue(request);
        var task = Add(new ScriptedTask(request, TimeProvider.System));
        OnCreated?.Invoke(task);
        return Results.Accepted($"/api/tasks/{task.Id}", new TaskAccepted(task.Id, TaskState.Queued));
    }

    private SessionView NewSession()
    {
        var number = Interlocked.Increment(ref _sessions);
        return new($"access-{number}", ExpiresIn, $"refresh-{number}", 43_200);
    }

    private static string Bearer(HttpRequest request) =>
        request.Headers.Authorization.ToString().Replace("Bearer ", "", StringComparison.Ordinal);

    private static IResult Refused() => Fail(401, "unauthenticated", "The token is not valid.", "Get a new one.");

    private static IResult NoSuchTask() =>
        Fail(404, "task_not_found", "There is no such task.", "Check the address or look in the list of tasks.");

    public static IResult Fail(int status, string code, string detail, string next) => Results.Json(
        new Problem("about:blank", code, status, detail, code, next, null), ContractsJson.Default.Problem,
        "application/problem+json", status);

    private const string OpenApi = """
        {"openapi":"3.1.1","info":{"title":"Stage5","version":"v1"},"servers":[{"url":"http://127.0.0.1:1/"}],
        "paths":{"/api/status":{"get":{"tags":["Status"],"summary":"What runs, how it is, and what it is doing now",
        "responses":{"200":{"description":"OK","content":{"application/json":{"schema":{"$ref":
        "#/components/schemas/QueueStatus"}}}}}}},"/api/tasks":{"post":{"tags":["Tasks"],"summary":"Send a text",
        "responses":{"202":{"description":"Accepted"}}}}},"components":{"schemas":{"QueueStatus":{"type":"object",
        "properties":{"live":{"type":["integer","null"]}}}}}}
        """;
}

internal sealed record SeenRequest(string Method, string Path, IReadOnlyDictionary<string, string> Headers);
