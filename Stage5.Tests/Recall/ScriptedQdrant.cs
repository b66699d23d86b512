using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Stage5.Tests.Recall;

/// <summary>
/// Behaves like Qdrant's HTTP API for what is used of it, and is strict: an unknown path, field or form is refused
/// as Qdrant refuses it, and remembered in <see cref="Refused"/>.
/// </summary>
internal sealed class ScriptedQdrant : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Lock _gate = new();
    private readonly ConcurrentQueue<string> _refused = new();

    private ScriptedQdrant(WebApplication app) => _app = app;

    public string Endpoint => _app.Urls.Single();

    /// <summary>Name to size and points by id.</summary>
    public Dictionary<string, Collection> Collections { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, string> Aliases { get; } = new(StringComparer.Ordinal);

    public IReadOnlyList<string> Refused => [.. _refused];

    /// <summary>Answers with all points, whatever the filter says.</summary>
    public bool IgnoresFilters { get; set; }

    public int? FailWith { get; set; }

    public IEnumerable<JsonObject> Points => Collections.Values.SelectMany(collection => collection.Points.Values);

    public static async Task<ScriptedQdrant> StartAsync(string key)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var server = new ScriptedQdrant(builder.Build());
        server._app.Map("{**path}", context => server.AnswerAsync(context, key));
        await server._app.StartAsync(TestContext.Current.CancellationToken);
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(new CancellationToken(canceled: true));
        await _app.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext context, string key)
    {
        var request = context.Request;
        var body = request.ContentLength > 0 || request.Headers.TransferEncoding.Count > 0
            ? (await JsonNode.ParseAsync(request.Body))!.AsObject()
            : null;
        var (status, result) = FailWith is { } fails ? (fails, null)
            : request.Headers["api-key"] != key ? (401, null)
            : Answer(request.Method, request.Path.Value!.Split('/', StringSplitOptions.RemoveEmptyEntries), body);
        if (status is not (200 or 404))
            _refused.Enqueue($"{status} {request.Method} {request.Path} {body?.ToJsonString()}");
        context.Response.StatusCode = status;
        await context.Response.WriteAsJsonAsync(status == 200
            ? new JsonObject { ["result"] = result, ["status"] = "ok", ["time"] = 0.001 }
            : new JsonObject { ["status"] = new JsonObject { ["error"] = "refused" }, ["time"] = 0.001 });
    }

    private (int Status, JsonNode? Result) Answer(string method, string[] path, JsonObject? body)
    {
        lock (_gate)
        {
            return (method, path) switch
            {
                ("POST", ["collections", "aliases"]) => Alias(body!),
                ("PUT", ["collections", var name]) => Create(name, body!),
                (_, ["collections", var name, ..]) when Find(name) is null => (404, null),
                ("GET", ["collections", var name]) => (200, new JsonObject
                {
                    ["status"] = "green",
                    ["points_count"] = Find(name)!.Points.Count,
                }),
                ("DELETE", ["collections", var name]) => (200, Collections.Remove(name)),
                ("PUT", ["collections", _, "index"]) =>
                    (string?)body!["field_name"] == "conversation" ? (200, Operation()) : (400, null),
                ("PUT", ["collections", var name, "points"]) => Upsert(Find(name)!, body!),
                ("POST", ["collections", var name, "points", "query"]) => Query(Find(name)!, body!),
                ("POST", ["collections", var name, "points", "delete"]) => Delete(Find(name)!, body!),
                _ => (404, null),
            };
        }
    }

    private Collection? Find(string name) =>
        Collections.GetValueOrDefault(Aliases.TryGetValue(name, out var target) ? target : name);

    private static JsonObject Operation() => new() { ["operation_id"] = 1, ["status"] = "completed" };

    private (int, JsonNode?) Create(string name, JsonObject body)
    {
        if (Collections.ContainsKey(name)) return (409, null);
        if ((string?)body["vectors"]?["distance"] != "Cosine") return (400, null);
        Collections[name] = new Collection((int)body["vectors"]!["size"]!);
        return (200, true);
    }

    private (int, JsonNode?) Alias(JsonObject body)
    {
        foreach (var action in body["actions"]!.AsArray())
        {
            if (action!["delete_alias"] is { } delete) Aliases.Remove((string)delete["alias_name"]!);
            else if (action["create_alias"] is { } create)
            {
                if (!Collections.ContainsKey((string)create["collection_name"]!)) return (404, null);
                Aliases[(string)create["alias_name"]!] = (string)create["collection_name"]!;
            }
            else return (400, null);
        }

        return (200, true);
    }

    private static (int, JsonNode?) Upsert(Collection collection, JsonObject body)
    {
        foreach (var point in body["points"]!.AsArray().Select(point => point!.AsObject()))
        {
            if (!Guid.TryParse((string?)point["id"], out var id)) return (400, null);
            if (point["vector"]!.AsArray().Count != collection.Size) return (400, null);
            collection.Points[id] = point.DeepClone().AsObject();
        }

        return (200, Operation());
    }

    private (int, JsonNode?) Query(Collection collection, JsonObject body)
    {
        var question = body["query"]!.AsArray().Select(one => (double)one!).ToArray();
        if (question.Length != collection.Size) return (400, null);
        var hits = collection.Points.Values.Where(
            point => IgnoresFilters || Holds(body["filter"], point["payload"]!))
            .Select(point => (Point: point,
                Score: Cosine(question, [.. point["vector"]!.AsArray().Select(one => (double)one!)])))
            .OrderByDescending(hit => hit.Score).Take((int)body["limit"]!);
        return (200, new JsonObject
        {
            ["points"] = new JsonArray([.. hits.Select(hit => (JsonNode)new JsonObject
            {
                ["id"] = (string)hit.Point["id"]!,
                ["version"] = 1,
                ["score"] = hit.Score,
                ["payload"] = (bool)body["with_payload"]! ? hit.Point["payload"]!.DeepClone() : null,
            })]),
        });
    }

    private static (int, JsonNode?) Delete(Collection collection, JsonObject body)
    {
        foreach (var (id, _) in collection.Points.Where(entry => Holds(body["filter"], entry.Value["payload"]!))
            .ToArray())
            collection.Points.Remove(id);
        return (200, Operation());
    }

    private static bool Holds(JsonNode? condition, JsonNode payload)
    {
        if (condition?["key"] is { } key)
        {
            var value = payload[(string)key!];
            if (condition["match"]?["value"] is { } match) return JsonNode.DeepEquals(value, match);
            var range = condition["range"]!.AsObject().Single();
            var (number, bound) = ((long)value!, (long)range.Value!);
            return range.Key switch
            {
                "lt" => number < bound,
                "lte" => number <= bound,
                _ => throw new NotSupportedException(range.Key),
            };
        }

        return (condition?["must"]?.AsArray().All(one => Holds(one, payload)) ?? true)
            && (condition?["should"]?.AsArray().Any(one => Holds(one, payload)) ?? true);
    }

    private static double Cosine(double[] one, double[] other) =>
        one.Zip(other, (a, b) => a * b).Sum() / Math.Sqrt(one.Sum(a => a * a) * other.Sum(b => b * b));

    internal sealed class Collection(int size)
    {
        public int Size => size;

        public Dictionary<Guid, JsonObject> Points { get; } = [];
    }
}
