using System.Net;

namespace Stage5.Cli.Security;

/// <summary>What a page elsewhere, or somebody without a session, tries at the dashboard.</summary>
internal static class DashboardAttacks
{
    private const string Evil = "https://evil.example";
    private const string Session = "stage5.session";

    private static readonly (HttpMethod Method, string Path)[] Changing =
    [
        (HttpMethod.Post, "/logout"), (HttpMethod.Post, "/api/translate"), (HttpMethod.Post, "/api/keys"),
        (HttpMethod.Put, "/api/settings"), (HttpMethod.Delete, "/api/keys/1"),
    ];

    private static readonly string[] Addresses =
    [
        "//evil.example/", "https://evil.example/", "/\\evil.example", "/\t/evil.example", "javascript:alert(1)",
        "/%09/evil.example",
    ];

    private static readonly string[] Cookies = ["x", "chunks-2", $"CfDJ8{new string('A', 400)}", "%00"];

    private static readonly string[] Private = ["/tasks", "/api/access/me"];

    private static readonly (string Name, string Value)[] Elsewhere =
        [("Sec-Fetch-Site", "cross-site"), ("Origin", Evil), ("Origin", "null"), ("X-None", "1")];

    private static readonly string[] Answers =
        ["/login?code=guessed", "/login/callback", "/login/callback?code=x&state=forged", "/login/callback?error=x"];

    public static IEnumerable<Attack> All =>
    [
        new("dashboard-cross-site", "A page of another site changes something with a person's cookie", "WEB-S1",
            "403 `cross_origin_refused`", At(async (dashboard, ct) =>
            {
                var seen = new List<(string, AttackResult)>();
                foreach (var (method, path) in Changing)
                {
                    foreach (var header in Elsewhere)
                    {
                        using var response = await AttackTarget.SendAsync(dashboard, method, path, ct, header);
                        seen.Add(($"{method} {path} with {header.Name}", await IsRefusedAsync(response, ct)));
                    }
                }
                return Saw.All(seen);
            })),
        new("dashboard-redirect",
            "A link to the sign-in that names another host to go on to, by its address or by a header", "WEB-S3",
            "nobody is sent to the other host", At(async (dashboard, ct) =>
            {
                var seen = new List<(string, AttackResult)>();
                foreach (var address in Addresses)
                {
                    using var response = await AttackTarget.SendAsync(
                        dashboard, HttpMethod.Get, $"/login/start?returnUrl={Uri.EscapeDataString(address)}", ct);
                    seen.Add((address, LeadsNowhereElse(response)));
                }
                using var header = await AttackTarget.SendAsync(dashboard, HttpMethod.Get, "/login/start", ct,
                    ("X-Forwarded-Host", "evil.example"), ("Forwarded", "host=evil.example"),
                    ("X-Original-Host", "evil.example"));
                seen.Add(("X-Forwarded-Host", LeadsNowhereElse(header)));
                return Saw.All(seen);
            })),
        new("dashboard-sign-in", "A link that was guessed, and answers of a provider that nobody asked for", "WEB-S2",
            "401 and no session", At(async (dashboard, ct) =>
            {
                var seen = new List<(string, AttackResult)>();
                foreach (var path in Answers)
                {
                    using var response = await AttackTarget.SendAsync(dashboard, HttpMethod.Get, path, ct);
                    // Without a provider there is no such address.
                    seen.Add((path, GivesSession(response)
                        ? AttackResult.Broken("it began a session")
                        : Saw.Status(response, HttpStatusCode.Unauthorized, HttpStatusCode.NotFound)));
                }
                return Saw.All(seen);
            })),
        new("dashboard-cookie", "A session cookie that somebody made up", "WEB-T1", "401, as without one", At(async (dashboard, ct) =>
        {
            var seen = new List<(string, AttackResult)>();
            foreach (var cookie in Cookies)
            {
                foreach (var path in Private)
                {
                    using var response = await AttackTarget.SendAsync(
                        dashboard, HttpMethod.Get, path, ct, ("Cookie", $"{Session}={cookie}"));
                    seen.Add(($"GET {path}", Saw.Status(response, HttpStatusCode.Unauthorized)));
                }
            }
            return Saw.All(seen);
        })),
        new("dashboard-headers", "A page that a browser could be made to frame, keep, or run other scripts in", "WEB-I1",
            "headers that forbid it, and none that names the server", At(async (dashboard, ct) =>
            {
                using var response = await AttackTarget.SendAsync(
                    dashboard, HttpMethod.Get, "/login", ct, ("Accept", "text/html"));
                return Saw.All(
                [
                    ("framing", Saw.Header(response, "Content-Security-Policy", "frame-ancestors 'none'")),
                    ("scripts", Saw.Header(response, "Content-Security-Policy", "script-src 'self';")),
                    ("old browsers", Saw.Header(response, "X-Frame-Options", "DENY")),
                    ("types", Saw.Header(response, "X-Content-Type-Options", "nosniff")),
                    ("keeping", Saw.Header(response, "Cache-Control", "no-store")),
                    ("server", Saw.NoHeader(response, "Server")),
                ]);
            })),
    ];

    private static Func<AttackTarget, CancellationToken, Task<AttackResult>> At(
        Func<HttpClient, CancellationToken, Task<AttackResult>> attack) => (target, ct) => target.Dashboard is { } dashboard
        ? attack(dashboard, ct)
        : Task.FromResult(AttackResult.Skipped("needs the dashboard's address: --dashboard"));

    // Who has no session is refused as well: only this code says that it was for where it came from.
    private static async Task<AttackResult> IsRefusedAsync(HttpResponseMessage response, CancellationToken ct) =>
        response.StatusCode == HttpStatusCode.Forbidden && await Saw.CodeAsync(response, ct) is "cross_origin_refused"
            ? AttackResult.Held("403 cross_origin_refused")
            : AttackResult.Broken($"{(int)response.StatusCode}; expected 403 cross_origin_refused");

    private static AttackResult LeadsNowhereElse(HttpResponseMessage response)
    {
        var to = Uri.UnescapeDataString(response.Headers.Location?.OriginalString ?? "");
        return to.Contains("evil.example", StringComparison.OrdinalIgnoreCase)
            || to.StartsWith("javascript:", StringComparison.OrdinalIgnoreCase)
            ? AttackResult.Broken("it leads to the other host")
            : Saw.Status(response, HttpStatusCode.Found, HttpStatusCode.ServiceUnavailable);
    }

    private static bool GivesSession(HttpResponseMessage response) =>
        response.Headers.TryGetValues("Set-Cookie", out var cookies)
        && cookies.Any(cookie => cookie.StartsWith($"{Session}=", StringComparison.Ordinal)
            && !cookie.StartsWith($"{Session}=;", StringComparison.Ordinal));
}
