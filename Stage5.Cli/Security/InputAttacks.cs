using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Stage5.Cli.Security;

/// <summary>Input that is not what it says it is.</summary>
internal static class InputAttacks
{
    private const string Translate = "/api/translate";

    private static readonly string[] Climbing =
    [
        "/..%2f..%2f..%2fetc%2fpasswd", "/api/..%2f..%2fetc%2fpasswd", "/openapi/..%5c..%5cappsettings.json",
        "/api/localization/catalog/..%2f..%2fappsettings",
    ];

    private static readonly int[] Lengths = [50_001, 2_000_000];

    private static readonly string[] Undeclared = ["TRACE", "CONNECTED", "PROPFIND", "DELETE"];

    public static IEnumerable<Attack> All =>
    [
        new("input-malformed", "JSON that is none, is nested 10,000 deep, or has half a character", "API-T2", "400",
            (target, ct) => EachAsync(target,
            [
                ("broken", "{\"text\":"), ("nested", Nested()), ("array", "[]"), ("null", "null"),
                ("half a character", """{"text":"\ud800","targetLanguage":"es"}"""),
                ("not a language", """{"text":"a","targetLanguage":"../../etc/passwd"}"""),
            ], ct)),
        new("input-identity", "A body that names another tenant and user", "API-E1",
            "400, or a task of the caller's that the other one does not see", async (target, ct) =>
            {
                if (target is not { Token: { } token, Stranger: { } stranger })
                    return AttackResult.Skipped("needs a user's token and one of another tenant");
                using var made = await target.SendAsync(HttpMethod.Post, "/api/tasks", token, AttackTarget.Json("""
                    {"kind":"translate","text":"Whose?","sourceLanguage":"en","targetLanguage":"es",
                     "tenant":"other","user":"mallory"}
                    """), ct);
                if (made.StatusCode == HttpStatusCode.BadRequest)
                    return AttackResult.Held("400");
                if ((await Saw.ObjectAsync(made, ct))?["taskId"] is not { } id)
                    return AttackResult.Skipped($"no task could be made: {(int)made.StatusCode}");
                using var own = await target.GetAsync($"/api/tasks/{id}", token, ct);
                using var others = await target.GetAsync($"/api/tasks/{id}", stranger, ct);
                return Saw.All([("the caller", Saw.Status(own, HttpStatusCode.OK)),
                    ("the other", Saw.Status(others, HttpStatusCode.NotFound))]);
            }),
        new("input-long", "A text of 50,001 characters, and a body of two megabytes", "API-D2",
            "413 or a closed connection", async (target, ct) =>
            {
                if (target.Token is not { } token)
                    return AttackResult.Skipped("needs a user's token");
                var seen = new List<(string, AttackResult)>();
                foreach (var length in Lengths)
                {
                    using var response = await target.SendUnreadAsync(
                        HttpMethod.Post, Translate, token, AttackTarget.Json(Body(new string('a', length))), ct);
                    seen.Add(($"{length} characters", Saw.Unread(response, HttpStatusCode.RequestEntityTooLarge)));
                }
                return Saw.All(seen);
            }),
        new("input-headers", "Seventy headers, and one of 40,000 characters", "API-D2",
            "431 or a closed connection", async (target, ct) =>
            {
                var seen = new List<(string, AttackResult)>();
                foreach (var (name, headers) in new (string, (string, string)[])[]
                {
                    ("many", [.. Enumerable.Range(0, 70).Select(i => ($"X-Many-{i}", "x"))]),
                    ("large", [("X-Large", new string('x', 40_000))]),
                })
                {
                    using var response = await target.SendUnreadAsync(
                        HttpMethod.Get, "/api/status", target.Token, content: null, ct, headers);
                    seen.Add((name, Saw.Unread(response, HttpStatusCode.RequestHeaderFieldsTooLarge)));
                }
                return Saw.All(seen);
            }),
        new("input-type", "A body that is not what its Content-Type says", "API-T2", "415", async (target, ct) =>
        {
            if (target.Token is not { } token)
                return AttackResult.Skipped("needs a user's token");
            using var form = await target.SendAsync(HttpMethod.Post, Translate, token,
                new FormUrlEncodedContent([new("text", "a"), new("targetLanguage", "es")]), ct);
            return Saw.Status(form, HttpStatusCode.UnsupportedMediaType);
        }),
        new("input-entities", "A TBX file with a document type and entities that expand, or that read a file", "API-D3",
            "400 or 422, and nothing of a file",
            (target, ct) => ImportAsync(target,
                "<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\"><!ENTITY y \"&x;&x;&x;\">]>"
                + "<martif>&y;</martif>", ct)),
        new("input-path", "Addresses that climb out of where they belong", "API-I3", "400, 401 or 404", async (target, ct) =>
        {
            var seen = new List<(string, AttackResult)>();
            foreach (var path in Climbing)
            {
                using var response = await target.GetAsync(path, target.Token, ct);
                seen.Add((path, Saw.Status(
                    response, HttpStatusCode.NotFound, HttpStatusCode.BadRequest, HttpStatusCode.Unauthorized)));
            }
            return Saw.All(seen);
        }),
        new("input-methods", "Methods that nobody declared", "API-E3", "401, 404, 405 or 501", async (target, ct) =>
        {
            var seen = new List<(string, AttackResult)>();
            foreach (var method in Undeclared)
            {
                using var response = await target.SendAsync(
                    new HttpMethod(method), "/api/status", target.Token, content: null, ct);
                seen.Add((method, Saw.Status(response, HttpStatusCode.MethodNotAllowed, HttpStatusCode.Unauthorized,
                    HttpStatusCode.NotFound, HttpStatusCode.NotImplemented)));
            }
            return Saw.All(seen);
        }),
        new("input-leak", "Errors that would tell how it is built", "API-I3",
            "a problem without a trace, a type or a server's name", async (target, ct) =>
            {
                var seen = new List<(string, AttackResult)>();
                foreach (var (method, path, body) in new[]
                {
                    (HttpMethod.Post, Translate, "{"), (HttpMethod.Get, "/api/tasks?limit=a", ""),
                    (HttpMethod.Get, "/api/unknown", ""),
                })
                {
                    using var response = await target.SendAsync(
                        method, path, target.Token, body.Length == 0 ? null : AttackTarget.Json(body), ct);
                    var text = await response.Content.ReadAsStringAsync(ct);
                    seen.Add((path, response.Headers.Contains("Server") || response.Headers.Contains("X-Powered-By")
                        || text.Contains("   at ", StringComparison.Ordinal) || text.Contains("Exception", StringComparison.Ordinal)
                        ? AttackResult.Broken("it names its server, or its insides")
                        : AttackResult.Held($"{(int)response.StatusCode}")));
                }
                return Saw.All(seen);
            }),
    ];

    private static async Task<AttackResult> EachAsync(
        AttackTarget target, (string Name, string Body)[] bodies, CancellationToken ct)
    {
        if (target.Token is not { } token)
            return AttackResult.Skipped("needs a user's token");
        var seen = new List<(string, AttackResult)>();
        foreach (var (name, body) in bodies)
        {
            using var response = await target.SendAsync(
                HttpMethod.Post, Translate, token, AttackTarget.Json(body), ct);
            seen.Add((name, Saw.Status(response, HttpStatusCode.BadRequest)));
        }
        return Saw.All(seen);
    }

    private static async Task<AttackResult> ImportAsync(AttackTarget target, string xml, CancellationToken ct)
    {
        if (target.Token is not { } token)
            return AttackResult.Skipped("needs a user's token");
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(xml));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-tbx");
        using var response = await target.SendAsync(
            HttpMethod.Post, "/api/glossary/import?scope=personal&format=tbx", token, content, ct);
        var text = await response.Content.ReadAsStringAsync(ct);
        return text.Contains("root:", StringComparison.Ordinal)
            ? AttackResult.Broken("it read a file")
            : Saw.Status(response, HttpStatusCode.BadRequest, HttpStatusCode.UnprocessableEntity);
    }

    private static string Body(string text) => $"{{\"text\":{JsonSerializer.Serialize(text)},\"targetLanguage\":\"es\"}}";

    private static string Nested() => $"{{\"text\":{new string('[', 10_000)}{new string(']', 10_000)}}}";
}
