using System.Net;

namespace Stage5.Cli.Security;

/// <summary>Somebody who is known, and wants what is not theirs.</summary>
internal static class RightsAttacks
{
    // Where a person with the role user has no business.
    private static readonly (HttpMethod Method, string Path)[] Forbidden =
    [
        (HttpMethod.Get, "/metrics"), (HttpMethod.Get, "/api/audit"), (HttpMethod.Get, "/api/audit/verify"),
        (HttpMethod.Get, "/api/config"), (HttpMethod.Get, "/api/keys"), (HttpMethod.Post, "/api/keys"),
        (HttpMethod.Get, "/api/secrets/health"), (HttpMethod.Get, "/api/access/people"),
        (HttpMethod.Put, "/api/settings"), (HttpMethod.Put, "/api/budgets"), (HttpMethod.Get, "/api/usage/ledger"),
        (HttpMethod.Get, "/api/webhooks"),
    ];

    private static readonly string[] PartsOfATask = ["", "/events", "/deliveries"];

    public static IEnumerable<Attack> All =>
    [
        new("rights-user", "A user asks for what is the operator's, the auditor's or the administrator's", "API-E1", "403",
            async (target, ct) =>
            {
                if (target.Token is not { } token)
                    return AttackResult.Skipped("needs a user's token");
                var seen = new List<(string, AttackResult)>();
                foreach (var (method, path) in Forbidden)
                {
                    using var response = await target.SendAsync(
                        method, path, token, method == HttpMethod.Get ? null : AttackTarget.Json("{}"), ct);
                    seen.Add(($"{method} {path}", Saw.Status(response, HttpStatusCode.Forbidden)));
                }
                return Saw.All(seen);
            }),
        new("rights-claimed", "A user says in headers that they are somebody else", "API-E1", "the token's identity", async (target, ct) =>
        {
            if (target.Token is not { } token)
                return AttackResult.Skipped("needs a user's token");
            using var plain = await target.GetAsync("/api/access/me", token, ct);
            using var claimed = await target.SendAsync(HttpMethod.Get, "/api/access/me", token, content: null, ct,
                ("X-Tenant", "other"), ("X-User", "admin"), ("X-Role", "admin"), ("X-Forwarded-User", "admin"),
                ("X-Original-URL", "/api/keys"), ("X-HTTP-Method-Override", "DELETE"), ("X-MS-CLIENT-PRINCIPAL-NAME", "admin"));
            if (plain.StatusCode != HttpStatusCode.OK)
                return AttackResult.Skipped($"the token says nobody: {(int)plain.StatusCode}");
            return await plain.Content.ReadAsStringAsync(ct) == await claimed.Content.ReadAsStringAsync(ct)
                ? AttackResult.Held("the same identity")
                : AttackResult.Broken("the headers changed who the caller is");
        }),
        new("rights-other-tenant", "A stranger of another tenant asks for a task by its id", "API-I2", "404", async (target, ct) =>
        {
            if (target is not { Token: { } token, Stranger: { } stranger })
                return AttackResult.Skipped("needs a user's token and one of another tenant");
            using var made = await target.SendAsync(HttpMethod.Post, "/api/tasks", token, AttackTarget.Json(
                """{"kind":"translate","text":"Whose is this?","sourceLanguage":"en","targetLanguage":"es"}"""), ct);
            if ((await Saw.ObjectAsync(made, ct))?["taskId"] is not { } id)
                return AttackResult.Skipped($"no task could be made: {(int)made.StatusCode}");
            var seen = new List<(string, AttackResult)>();
            foreach (var path in PartsOfATask)
            {
                using var response = await target.GetAsync($"/api/tasks/{id}{path}", stranger, ct);
                seen.Add(($"GET …{path}", Saw.Status(response, HttpStatusCode.NotFound)));
            }
            using var cancel = await target.SendAsync(HttpMethod.Delete, $"/api/tasks/{id}", stranger, content: null, ct);
            seen.Add(("DELETE", Saw.Status(cancel, HttpStatusCode.NotFound, HttpStatusCode.MethodNotAllowed)));
            return Saw.All(seen);
        }),
        new("rights-refresh", "An access token tries to make or renew a session", "API-E2", "403", async (target, ct) =>
        {
            if (target.Token is not { } token)
                return AttackResult.Skipped("needs a user's token");
            using var renew = await target.SendAsync(HttpMethod.Post, "/api/access/session/refresh", token, content: null, ct);
            return Saw.Status(renew, HttpStatusCode.Forbidden);
        }),
    ];
}
