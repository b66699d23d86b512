using System.Text.Json.Nodes;
using Stage5.Core.Webhooks;
using Stage5.Tests.OpenAI;

namespace Stage5.Tests.Webhooks;

public sealed class InteroperabilityTests
{
    private const string Body = """{"type":"message.created","data":{"text":"¿Qué tal? 日本語 🚂"}}""";

    [Fact]
    public async Task The_package_of_the_specification_verifies_what_we_sign_and_signs_what_we_verify()
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(60));
        // The package reads the machine's clock.
        var now = DateTimeOffset.FromUnixTimeSeconds(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds());
        var (ours, old, id) = (WebhookSecret.Make(), WebhookSecret.Make(), "msg_interop_1");
        JsonObject Sent(WebhookSecret reader, string signature, DateTimeOffset at, string body) => new()
        {
            ["secret"] = reader.Reveal(),
            ["payload"] = body,
            ["headers"] = new JsonObject
            {
                ["webhook-id"] = id,
                ["webhook-timestamp"] = StandardWebhook.TimestampOf(at),
                ["webhook-signature"] = signature,
            },
        };
        var signed = StandardWebhook.Sign([ours], id, now, Signing.Bytes(Body));
        var both = StandardWebhook.Sign([ours, old], id, now, Signing.Bytes(Body));
        var stale = now.AddMinutes(-6);

        var output = JsonNode.Parse(await NodeClient.RunAsync("webhooks.mjs", new Dictionary<string, string>
        {
            ["SIGN"] = new JsonObject
            {
                ["secret"] = ours.Reveal(),
                ["id"] = id,
                ["timestamp"] = now.ToUnixTimeSeconds(),
                ["body"] = Body,
            }.ToJsonString(),
            ["VERIFY"] = new JsonArray(
                Sent(ours, signed, now, Body),
                Sent(old, both, now, Body),
                Sent(old, signed, now, Body),
                Sent(ours, signed, now, Body + " "),
                Sent(ours, StandardWebhook.Sign([ours], id, stale, Signing.Bytes(Body)), stale, Body)).ToJsonString(),
        }, limit.Token))!;

        output["verdicts"]!.AsArray().Select(one => one!.GetValue<string>()).ShouldBe(
        [
            "valid", "valid", "No matching signature found", "No matching signature found", "Message timestamp too old",
        ]);
        var theirs = output["signature"]!.GetValue<string>();
        theirs.ShouldBe(signed);
        StandardWebhook.Verify([old, ours], Signing.Headers(id, now.ToUnixTimeSeconds(), theirs), Signing.Bytes(Body), now)
            .ShouldBe(SignatureVerdict.Valid);
    }
}
