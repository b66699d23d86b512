using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace Stage5.Cli.Security;

/// <summary>Callbacks that nobody signed, and webhooks that would reach where they should not.</summary>
internal static class CallbackAttacks
{
    private const string Inbound = "/api/callbacks/unknown";
    private const string Body = """{"type":"message.created","data":{}}""";

    public static IEnumerable<Attack> All =>
    [
        new("callback-unsigned", "A callback without a signature, with an empty one, and with one of another version", "CB-S1",
            async (target, ct) =>
            {
                var seen = new List<(string, AttackResult)>();
                foreach (var signature in new[] { null, "", "v1,", "v1a,AAAA", "v0,AAAA", "none" })
                {
                    using var response = await PostAsync(target, signature, target.Time.GetUtcNow(), ct);
                    seen.Add((signature ?? "absent", Refused(response)));
                }
                return Saw.All(seen);
            }),
        new("callback-guessed", "A callback signed with a secret of zeros, or with none", "CB-S1", async (target, ct) =>
        {
            var seen = new List<(string, AttackResult)>();
            foreach (var secret in new[] { new byte[32], [], Encoding.UTF8.GetBytes("secret") })
            {
                var now = target.Time.GetUtcNow();
                var signed = $"msg_1.{now.ToUnixTimeSeconds()}.{Body}";
                var signature = Convert.ToBase64String(HMACSHA256.HashData(secret, Encoding.UTF8.GetBytes(signed)));
                using var response = await PostAsync(target, $"v1,{signature}", now, ct);
                seen.Add(($"{secret.Length} bytes", Refused(response)));
            }
            return Saw.All(seen);
        }),
        new("callback-bearer", "A user's token instead of a signature", "CB-E1", async (target, ct) =>
        {
            if (target.Token is not { } token)
                return AttackResult.Skipped("needs a user's token");
            using var response = await target.SendAsync(HttpMethod.Post, Inbound, token, AttackTarget.Json(Body), ct);
            return Refused(response);
        }),
    ];

    private static Task<HttpResponseMessage> PostAsync(
        AttackTarget target, string? signature, DateTimeOffset at, CancellationToken ct) =>
        target.SendAsync(HttpMethod.Post, Inbound, token: null, AttackTarget.Json(Body), ct,
        [
            ("webhook-id", "msg_1"),
            ("webhook-timestamp", at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)),
            .. signature is null ? Array.Empty<(string, string)>() : [("webhook-signature", signature)],
        ]);

    private static AttackResult Refused(HttpResponseMessage response) => Saw.Status(
        response, HttpStatusCode.Unauthorized, HttpStatusCode.Forbidden, HttpStatusCode.NotFound);
}
