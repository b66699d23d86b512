using System.Net;

namespace Stage5.Cli.Security;

/// <summary>A page somewhere else that uses a person's browser, and what the browser is told about it.</summary>
internal static class BrowserAttacks
{
    private const string Evil = "https://evil.example";

    public static IEnumerable<Attack> All =>
    [
        new("browser-cors", "A page of another origin asks, with and without a preflight", "WEB-S1", async (target, ct) =>
        {
            using var preflight = await target.SendAsync(HttpMethod.Options, "/api/translate", token: null, content: null, ct,
                ("Origin", Evil), ("Access-Control-Request-Method", "POST"), ("Access-Control-Request-Headers", "authorization"));
            using var plain = await target.SendAsync(HttpMethod.Get, "/api/status", target.Token, content: null, ct, ("Origin", Evil));
            using var opaque = await target.SendAsync(HttpMethod.Get, "/api/status", target.Token, content: null, ct, ("Origin", "null"));
            return Saw.All([.. new[] { ("preflight", preflight), ("request", plain), ("no origin", opaque) }
                .Select(one => (one.Item1, one.Item2.Headers.Contains("Access-Control-Allow-Origin")
                    ? AttackResult.Broken("the origin is allowed")
                    : AttackResult.Held("not allowed")))]);
        }),
        new("browser-headers", "An answer that a browser could misread, frame or keep", "WEB-I1", async (target, ct) =>
        {
            using var response = await target.GetAsync("/api/access/me", target.Token, ct);
            return Saw.All(
            [
                ("X-Content-Type-Options", Has(response, "X-Content-Type-Options", "nosniff")),
                ("Content-Security-Policy", Has(response, "Content-Security-Policy", "frame-ancestors 'none'")),
                ("Referrer-Policy", Has(response, "Referrer-Policy", "no-referrer")),
                ("Cache-Control", Has(response, "Cache-Control", "no-store")),
            ]);
        }),
        new("browser-stream", "A stream of events opened without an identity", "API-S1", async (target, ct) =>
        {
            using var response = await target.SendAsync(
                HttpMethod.Get, $"/api/tasks/{Guid.Empty}/events", token: null, content: null, ct, ("Accept", "text/event-stream"));
            return Saw.Status(response, HttpStatusCode.Unauthorized);
        }),
    ];

    private static AttackResult Has(HttpResponseMessage response, string name, string part)
    {
        var value = response.Headers.TryGetValues(name, out var values) ? string.Join(", ", values) : "";
        return value.Contains(part, StringComparison.OrdinalIgnoreCase)
            ? AttackResult.Held(part)
            : AttackResult.Broken($"{name} is '{value}'");
    }
}
