using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Stage5.Core.Recall.Lexical;

namespace Stage5.Tests.Recall;

/// <summary>
/// A server with OpenAI's <c>/embeddings</c> on loopback. Its vectors are sums of a direction for each word; words
/// that a test calls synonyms have one direction. Another model has other directions.
/// </summary>
internal sealed class ScriptedEmbeddings : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<JsonObject> _requests = new();

    private ScriptedEmbeddings(WebApplication app) => _app = app;

    public string Endpoint => _app.Urls.Single() + "/v1";

    public IReadOnlyList<JsonObject> Requests => [.. _requests];

    public IReadOnlyList<string> Texts =>
        [.. _requests.SelectMany(request => request["input"]!.AsArray()).Select(text => text!.GetValue<string>())];

    /// <summary>Word to the word whose direction it has.</summary>
    public Dictionary<string, string> Synonyms { get; } = new(StringComparer.Ordinal);

    public int Dimension { get; set; } = 48;

    public int? FailWith { get; set; }

    /// <summary>Awaited before each answer.</summary>
    public Func<JsonObject, Task> Before { get; set; } = static _ => Task.CompletedTask;

    /// <summary>Changes the answer on its way out.</summary>
    public Action<JsonObject> Spoil { get; set; } = static _ => { };

    public static async Task<ScriptedEmbeddings> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var server = new ScriptedEmbeddings(builder.Build());
        server._app.MapPost("/v1/embeddings", server.AnswerAsync);
        await server._app.StartAsync(TestContext.Current.CancellationToken);
        return server;
    }

    public float[] Embed(string model, string text)
    {
        var vector = new float[Dimension];
        foreach (var term in Tokenizer.Terms(text).Where(term => !Tokenizer.IsStem(term)))
        {
            var word = Synonyms.GetValueOrDefault(term, term);
            var random = new Random(Seed(model + "/" + word));
            for (var i = 0; i < vector.Length; i++) vector[i] += (float)(random.NextDouble() * 2 - 1);
        }

        vector[0] += 0.001f;
        return vector;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(new CancellationToken(canceled: true));
        await _app.DisposeAsync();
    }

    private static int Seed(string text) => text.Aggregate(17, static (hash, c) => unchecked(hash * 31 + c));

    private async Task AnswerAsync(HttpContext context)
    {
        var body = (await JsonNode.ParseAsync(context.Request.Body))!.AsObject();
        _requests.Enqueue(body);
        await Before(body);
        if (FailWith is { } status)
        {
            context.Response.StatusCode = status;
            return;
        }

        var model = body["model"]!.GetValue<string>();
        var texts = body["input"]!.AsArray().Select(text => text!.GetValue<string>()).ToArray();
        var answer = new JsonObject
        {
            ["object"] = "list",
            ["model"] = model,
            // Last first: the index says what belongs to what.
            ["data"] = new JsonArray([.. texts.Select((text, i) => (JsonNode)new JsonObject
            {
                ["index"] = i,
                ["embedding"] = new JsonArray([.. Embed(model, text).Select(one => (JsonNode)one)]),
            }).Reverse()]),
            ["usage"] = new JsonObject { ["prompt_tokens"] = texts.Sum(text => text.Length / 4 + 1) },
        };
        Spoil(answer);
        await context.Response.WriteAsJsonAsync(answer);
    }
}
