using System.Net;
using System.Text.Json.Nodes;

namespace Stage5.Cli.Security;

/// <summary>Webhooks that would reach where they should not.</summary>
internal static class WebhookAttacks
{
    private const string Webhooks = "/api/webhooks";

    // Names that lead inside are found out when they are called, which nobody sees from here.
    private static readonly string[] Inside =
    [
        "http://127.0.0.1:6379/", "https://127.0.0.1/", "https://localhost/", "https://2130706433/", "https://0x7f.1/",
        "https://[::1]/", "https://[::ffff:127.0.0.1]/", "https://169.254.169.254/latest/meta-data/",
        "https://[::ffff:169.254.169.254]/", "https://[fe80::1]/", "https://168.63.129.16/", "https://10.0.0.1/",
        "https://192.168.0.1/", "https://100.64.0.1/", "http://hooks.example.com/", "file:///etc/passwd",
        "gopher://hooks.example.com/",
    ];

    public static IEnumerable<Attack> All =>
    [
        new("webhook-inside",
            "Webhooks to loopback, private, link-local and metadata addresses, and by other protocols", "WH-I1",
            "400 that names `url`", async (target, ct) =>
            {
                if (target.Operator is not { } token)
                    return AttackResult.Skipped("needs the token of somebody who may manage webhooks");
                using var may = await target.GetAsync(Webhooks, token, ct);
                if (may.StatusCode != HttpStatusCode.OK)
                    return AttackResult.Skipped($"the operator's token may not manage webhooks: {(int)may.StatusCode}");
                var seen = new List<(string, AttackResult)>();
                foreach (var url in Inside)
                    seen.Add((url, await CreateAsync(target, token, url, ct)));
                return Saw.All(seen);
            }),
    ];

    private static async Task<AttackResult> CreateAsync(AttackTarget target, string token, string url, CancellationToken ct)
    {
        var asked = new JsonObject { ["url"] = url, ["events"] = new JsonArray("task.completed") };
        using var response = await target.SendAsync(
            HttpMethod.Post, Webhooks, token, AttackTarget.Json(asked.ToJsonString()), ct);
        var answer = await Saw.ObjectAsync(response, ct);
        if (answer?["webhook"] is JsonObject made && made["id"] is { } id)
        {
            // What should not be there does not stay there.
            using var removed = await target.SendAsync(HttpMethod.Delete, $"{Webhooks}/{id}", token, content: null, ct);
            return AttackResult.Broken($"{(int)response.StatusCode}: it was made");
        }
        return response.StatusCode == HttpStatusCode.BadRequest
            && answer?["errors"] is JsonObject errors && errors.ContainsKey("url")
            ? AttackResult.Held("400")
            : AttackResult.Broken($"{(int)response.StatusCode}; expected 400 that names url");
    }
}
