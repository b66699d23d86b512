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

    private static readonly string[] Undeclared = ["TRACE", "CONNECTED", "PROPFIND", "DELETE"];

    public static IEnumerable<Attack> All =>
    [
        new("input-malformed", "JSON that is none, is nested 10,000 deep, or has half a character", "API-T2",
            (target, ct) => EachAsync(target,
            [
                ("broken", "{\"text\":"), ("nested", Nested()), ("array", "[]"), ("null", "null"),
                ("half a character", """{"text":"\ud800","targetLanguage":"es"}"""),
                ("not a language", """{"text":"a","targetLanguage":"../../etc/passwd"}"""),
            ], [HttpStatusCode.BadRequest], ct)),
        new("input-identity", "A body that names another tenant and user", "API-E1", async (target, ct) =>
        {
            if (target.Token is not { } token)
                return AttackResult.Skipped("needs a user's token");
            using var response = await target.SendAsync(HttpMethod.Post, "/api/detect", token, AttackTarget.Json(
                """{"text":"This is a sentence in English.","tenant":"other","user":"admin","role":"admin"}"""), ct);
            return Saw.Status(response, HttpStatusCode.OK, HttpStatusCode.BadRequest);
        }),
        new("input-long", "A text of 50,001 characters, and a body of two megabytes", "API-D2", (target, ct) => EachAsync(target,
            [("text", Body(new string('a', 50_001))), ("body", Body(new string('a', 2_000_000)))],
            [HttpStatusCode.RequestEntityTooLarge], ct)),
        new("input-headers", "Seventy headers, and one of 40,000 characters", "API-D2", async (target, ct) =>
        {
            using var many = await target.SendAsync(HttpMethod.Get, "/api/status", target.Token, content: null, ct,
                [.. Enumerable.Range(0, 70).Select(i => ($"X-Many-{i}", "x"))]);
            using var large = await target.SendAsync(HttpMethod.Get, "/api/status", target.Token, content: null, ct,
                ("X-Large", new string('x', 40_000)));
            return Saw.All([("many", Saw.Status(many, HttpStatusCode.RequestHeaderFieldsTooLarge)),
                ("large", Saw.Status(large, HttpStatusCode.RequestHeaderFieldsTooLarge))]);
        }),
        new("input-type", "A body that is not what its Content-Type says", "API-T2", async (target, ct) =>
        {
            if (target.Token is not { } token)
                return AttackResult.Skipped("needs a user's token");
            using var form = await target.SendAsync(HttpMethod.Post, Translate, token,
                new FormUrlEncodedContent([new("text", "a"), new("targetLanguage", "es")]), ct);
            return Saw.Status(form, HttpStatusCode.UnsupportedMediaType);
        }),
        new("input-entities", "A TBX file with a document type and entities that expand, or that read a file", "API-D3",
            (target, ct) => ImportAsync(target,
                "<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\"><!ENTITY y \"&x;&x;&x;\">]><martif>&y;</martif>", ct)),
        new("input-path", "Addresses that climb out of where they belong", "API-I3", async (target, ct) =>
        {
            var seen = new List<(string, AttackResult)>();
            foreach (var path in Climbing)
            {
                using var response = await target.GetAsync(path, target.Token, ct);
                seen.Add((path, Saw.Status(response, HttpStatusCode.NotFound, HttpStatusCode.BadRequest, HttpStatusCode.Unauthorized)));
            }
            return Saw.All(seen);
        }),
        new("input-methods", "Methods that nobody declared", "API-E3", async (target, ct) =>
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
        new("input-leak", "Errors that would tell how it is built", "API-I3", async (target, ct) =>
        {
            var seen = new List<(string, AttackResult)>();
            foreach (var (method, path, body) in new[]
            {
                (HttpMethod.Post, Translate, "{"), (HttpMethod.Get, "/api/tasks?limit=a", ""), (HttpMethod.Get, "/api/unknown", ""),
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
        AttackTarget target, (string Name, string Body)[] bodies, HttpStatusCode[] expected, CancellationToken ct)
    {
        if (target.Token is not { } token)
            return AttackResult.Skipped("needs a user's token");
        var seen = new List<(string, AttackResult)>();
        foreach (var (name, body) in bodies)
        {
            using var response = await target.SendAsync(HttpMethod.Post, Translate, token, AttackTarget.Json(body), ct);
            seen.Add((name, Saw.Status(response, expected)));
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
