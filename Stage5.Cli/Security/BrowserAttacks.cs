using System.Net;

namespace Stage5.Cli.Security;

/// <summary>A page somewhere else that uses a person's browser, and what the browser is told about it.</summary>
internal static class BrowserAttacks
{
    private const string Evil = "https://evil.example";

    public static IEnumerable<Attack> All =>
    [
        new("browser-cors", "A page of another origin asks, with and without a preflight", "WEB-S1",
            "no header that allows it", async (target, ct) =>
            {
                using var preflight = await target.SendAsync(
                    HttpMethod.Options, "/api/translate", token: null, content: null, ct, ("Origin", Evil),
                    ("Access-Control-Request-Method", "POST"), ("Access-Control-Request-Headers", "authorization"));
                using var plain = await target.SendAsync(
                    HttpMethod.Get, "/api/status", target.Token, content: null, ct, ("Origin", Evil));
                using var opaque = await target.SendAsync(
                    HttpMethod.Get, "/api/status", target.Token, content: null, ct, ("Origin", "null"));
                const string allows = "Access-Control-Allow-Origin";
                return Saw.All([("preflight", Saw.NoHeader(preflight, allows)), ("request", Saw.NoHeader(plain, allows)),
                    ("no origin", Saw.NoHeader(opaque, allows))]);
            }),
        new("browser-headers", "An answer that a browser could misread, frame or keep", "WEB-I1",
            "headers that forbid it", async (target, ct) =>
            {
                using var response = await target.GetAsync("/api/access/me", target.Token, ct);
                return Saw.All(
                [
                    ("X-Content-Type-Options", Saw.Header(response, "X-Content-Type-Options", "nosniff")),
                    ("Content-Security-Policy", Saw.Header(response, "Content-Security-Policy", "frame-ancestors 'none'")),
                    ("Referrer-Policy", Saw.Header(response, "Referrer-Policy", "no-referrer")),
                    ("Cache-Control", Saw.Header(response, "Cache-Control", "no-store")),
                    ("Server", Saw.NoHeader(response, "Server")),
                ]);
            }),
        new("browser-stream", "A stream of events opened without an identity", "API-S1", "401", async (target, ct) =>
        {
            using var response = await target.SendAsync(
                HttpMethod.Get, $"/api/tasks/{Guid.Empty}/events", token: null, content: null, ct,
                ("Accept", "text/event-stream"));
            return Saw.Status(response, HttpStatusCode.Unauthorized);
        }),
    ];
}
