using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace Stage5.Cli.Security;

/// <summary>Callbacks that nobody signed, or that were signed for something else.</summary>
internal static class CallbackAttacks
{
    private const string Unknown = """{"type":"message.created","data":{}}""";
    private const string Prefix = "whsec_";
    private const int Late = 6 * 60;

    // Taken for good once, so that its replay is one: it becomes a task of the source's tenant.
    private const string Message = """
        {"type":"message.created","data":{
          "conversationId":"security-check","text":"A security check.","sourceLanguage":"en","targetLanguage":"es"}}
        """;

    public static IEnumerable<Attack> All =>
    [
        new("callback-unsigned", "A callback without a signature, with an empty one, and with one of another version",
            "CB-S1", "401", At(async (target, path, ct) =>
            {
                var seen = new List<(string, AttackResult)>();
                foreach (var signature in new[] { null, "", "v1,", "v1a,AAAA", "v0,AAAA", "none" })
                {
                    var headers = Named(NewId(), Now(target));
                    if (signature is not null)
                        headers = [.. headers, ("webhook-signature", signature), ("Authorization", $"HMAC {signature}")];
                    seen.Add((signature ?? "absent", await PostAsync(target, path, Unknown, ct, headers)));
                }
                return Saw.All(seen);
            })),
        new("callback-guessed", "A callback signed with a secret of zeros, or with none", "CB-S1",
            "401", At(async (target, path, ct) =>
            {
                var seen = new List<(string, AttackResult)>();
                foreach (var secret in new[] { new byte[32], [], "secret"u8.ToArray() })
                {
                    var guessed = Sign(secret, NewId(), Now(target), Unknown);
                    seen.Add(($"{secret.Length} bytes", await PostAsync(target, path, Unknown, ct, guessed)));
                }
                return Saw.All(seen);
            })),
        new("callback-bearer", "A user's token instead of a signature", "CB-E1", "401", At(async (target, path, ct) =>
        {
            if (target.Token is not { } token)
                return AttackResult.Skipped("needs a user's token");
            using var response = await target.SendAsync(HttpMethod.Post, path, token, AttackTarget.Json(Unknown), ct);
            return Saw.Status(response, HttpStatusCode.Unauthorized);
        })),
        new("callback-altered",
            "A signed callback with another body, another id or another time, and one signed six minutes off", "CB-T1",
            "401", AtSigned(async (target, path, secret, ct) =>
            {
                var (id, now) = (NewId(), Now(target));
                var right = Sign(secret, id, now, Unknown);
                return Saw.All(
                [
                    ("body", await PostAsync(target, path, Unknown + " ", ct, right)),
                    ("id", await PostAsync(target, path, Unknown, ct, [.. Named(NewId(), now), .. right[2..]])),
                    ("time", await PostAsync(target, path, Unknown, ct, [.. Named(id, now + 1), .. right[2..]])),
                    ("late", await PostAsync(target, path, Unknown, ct, Sign(secret, id, now - Late, Unknown))),
                    ("early", await PostAsync(target, path, Unknown, ct, Sign(secret, id, now + Late, Unknown))),
                ]);
            })),
        new("callback-replayed", "A callback that was taken, sent again as it was, and again under a new signature", "CB-S2",
            "409", AtSigned(async (target, path, secret, ct) =>
            {
                var (id, now) = (NewId(), Now(target));
                var right = Sign(secret, id, now, Message);
                using var first = await target.SendAsync(
                    HttpMethod.Post, path, token: null, AttackTarget.Json(Message), ct, right);
                if (!first.IsSuccessStatusCode)
                    return AttackResult.Skipped($"the source's secret delivers no message.created: {(int)first.StatusCode}");
                return Saw.All(
                [
                    ("as it was", await PostAsync(target, path, Message, HttpStatusCode.Conflict, ct, right)),
                    ("signed anew", await PostAsync(
                        target, path, Message, HttpStatusCode.Conflict, ct, Sign(secret, id, now + 1, Message))),
                ]);
            })),
    ];

    private static Func<AttackTarget, CancellationToken, Task<AttackResult>> At(
        Func<AttackTarget, string, CancellationToken, Task<AttackResult>> attack) => async (target, ct) =>
    {
        if (target.CallbackSource is not { } source)
            return AttackResult.Skipped("needs the name of a configured source: --callback-source");
        var path = $"/api/callbacks/{Uri.EscapeDataString(source)}";
        // One that is not there refuses everything, which would show nothing; only one that is there looks at a signature.
        using var response = await target.SendAsync(HttpMethod.Post, path, token: null, AttackTarget.Json(Unknown), ct,
            Sign(RandomNumberGenerator.GetBytes(32), NewId(), Now(target), Unknown));
        return await Saw.CodeAsync(response, ct) is "unauthenticated"
            ? AttackResult.Skipped($"no source is called {source}")
            : await attack(target, path, ct);
    };

    private static Func<AttackTarget, CancellationToken, Task<AttackResult>> AtSigned(
        Func<AttackTarget, string, byte[], CancellationToken, Task<AttackResult>> attack) => At(async (target, path, ct) =>
    {
        var text = target.CallbackSecret ?? "";
        var secret = new byte[text.Length];
        return text.StartsWith(Prefix, StringComparison.Ordinal)
            && Convert.TryFromBase64String(text[Prefix.Length..], secret, out var length)
            ? await attack(target, path, secret[..length], ct)
            : AttackResult.Skipped($"needs the source's secret, {Prefix}…");
    });

    private static Task<AttackResult> PostAsync(
        AttackTarget target, string path, string body, CancellationToken ct, params (string, string)[] headers) =>
        PostAsync(target, path, body, HttpStatusCode.Unauthorized, ct, headers);

    private static async Task<AttackResult> PostAsync(
        AttackTarget target, string path, string body, HttpStatusCode expected, CancellationToken ct,
        params (string, string)[] headers)
    {
        using var response = await target.SendAsync(
            HttpMethod.Post, path, token: null, AttackTarget.Json(body), ct, headers);
        return Saw.Status(response, expected);
    }

    // Signed in both ways that there are; a source reads the one of its kind.
    private static (string, string)[] Sign(byte[] secret, string id, long at, string body)
    {
        var standard = HMACSHA256.HashData(secret, Encoding.UTF8.GetBytes($"{id}.{at}.{body}"));
        var teams = HMACSHA256.HashData(secret, Encoding.UTF8.GetBytes(body));
        return
        [
            .. Named(id, at), ("webhook-signature", $"v1,{Convert.ToBase64String(standard)}"),
            ("Authorization", $"HMAC {Convert.ToBase64String(teams)}"),
        ];
    }

    private static (string, string)[] Named(string id, long at) =>
        [("webhook-id", id), ("webhook-timestamp", at.ToString(CultureInfo.InvariantCulture))];

    private static string NewId() => $"msg_{Guid.CreateVersion7():N}";

    private static long Now(AttackTarget target) => target.Time.GetUtcNow().ToUnixTimeSeconds();
}
