using Stage5.Contracts;
using Stage5.Core.Audit;
using Stage5.Core.Secrets;
using Stage5.Core.Webhooks;
using Stage5.Tests.Stores;

namespace Stage5.Tests.Webhooks;

public sealed class WebhookEndpointStoreTests(StoreServers servers) : WebhookTests(servers), IClassFixture<StoreServers>
{
    private const string OtherKey = "tZ1I4/hDygAJgO5TYxiSd6Sd0kDW6hPenDe+bTa3Kkw=";

    [Theory, OnEachStore]
    [Trait("Threat", "WH-S1")]
    public async Task After_a_rotation_calls_carry_both_signatures_until_the_overlap_is_over(StoreKind kind)
    {
        var node = await HooksAsync(kind);
        var receiver = await ReceiverAsync();
        var before = await AddAsync(node, receiver);
        var after = (await node.Webhooks.RotateAsync(Tenant, before.Webhook.Id, Ana, Ct)).Made.ShouldNotBeNull();
        after.Secret.ShouldNotBe(before.Secret);
        after.Webhook.PreviousSecretUntil.ShouldBe(Time.GetUtcNow() + TimeSpan.FromHours(24));

        await FinishAsync(node);
        await CallAsync(node);
        Verdict(receiver.Calls.Single(), before.Secret, Time.GetUtcNow()).ShouldBe(SignatureVerdict.Valid);
        Verdict(receiver.Calls.Single(), after.Secret, Time.GetUtcNow()).ShouldBe(SignatureVerdict.Valid);

        receiver.Calls.Clear();
        Advance(TimeSpan.FromHours(24));
        await FinishAsync(node);
        await CallAsync(node);
        Verdict(receiver.Calls.Single(), before.Secret, Time.GetUtcNow()).ShouldBe(SignatureVerdict.Invalid);
        Verdict(receiver.Calls.Single(), after.Secret, Time.GetUtcNow()).ShouldBe(SignatureVerdict.Valid);
    }

    [Theory, OnEachStore]
    [Trait("Threat", "WH-E1")]
    public async Task A_copy_of_the_store_holds_no_secret_and_none_can_be_moved(StoreKind kind)
    {
        var node = await HooksAsync(kind);
        var receiver = await ReceiverAsync();
        var (one, two) = (await AddAsync(node, receiver), await AddAsync(node, receiver));
        var key = $"s5:{{{Tenant}}}:webhooks";
        var (first, second) = ((string)(await node.Database.HashGetAsync(key, one.Webhook.Id))!,
            (string)(await node.Database.HashGetAsync(key, two.Webhook.Id))!);
        foreach (var secret in new[] { one.Secret, two.Secret })
            (first + second).ShouldNotContain(secret["whsec_".Length..]);

        // The first one's sealed secret in the second one's place opens nothing, and nothing goes out unsigned.
        var sealedOne = WebhookEndpoints.Read(first, 0)!.Secret;
        await node.Database.HashSetAsync(
            key, two.Webhook.Id, second.Replace(Escaped(WebhookEndpoints.Read(second, 0)!.Secret), Escaped(sealedOne)));
        await FinishAsync(node);
        await CallAsync(node);

        receiver.Calls.Count.ShouldBe(1);
        (await SeenAsync(node, two.Webhook.Id)).ShouldHaveSingleItem().Error
            .ShouldBe("Its secret cannot be opened: it cannot be signed.");

        static string Escaped(string text) => System.Text.Json.JsonEncodedText.Encode(text).ToString();
    }

    [Theory, OnEachStore]
    public async Task Without_a_key_no_endpoint_is_made_and_with_another_nothing_is_sent(StoreKind kind)
    {
        var node = await HooksAsync(kind);
        var receiver = await ReceiverAsync();
        await AddAsync(node, receiver);
        var other = await HooksAsync(kind, ("Stage5:Webhooks:Key", OtherKey));
        var without = await HooksAsync(kind, ("Stage5:Webhooks:Key", ""));
        await FinishAsync(node);

        await CallAsync(other);
        await Should.ThrowAsync<NoSealException>(() => AddAsync(without, receiver));

        receiver.Calls.ShouldBeEmpty();
    }

    [Theory, OnEachStore]
    public async Task When_the_key_has_a_newer_version_secrets_are_sealed_anew_and_the_old_one_may_go(StoreKind kind)
    {
        const string oldKey = "C2FVsBQIhrscChlQIMV+b5sSYspob7oDMfKQ9r8GKYo=";
        var before = await HooksAsync(kind, ("Stage5:Webhooks:Key", oldKey));
        var receiver = await ReceiverAsync();
        var made = await AddAsync(before, receiver);
        var rotated = (await before.Webhooks.RotateAsync(Tenant, made.Webhook.Id, Ana, Ct)).Made.ShouldNotBeNull();
        var during = await HooksAsync(kind, ("Stage5:Webhooks:KeySecret", "sealing"));
        during.Secrets.Answer = name => name == "sealing" ? new SecretValues(OtherKey, oldKey) : null;

        (await during.Webhooks.SealAnewAsync(Ct)).ShouldBe(1);
        (await during.Webhooks.SealAnewAsync(Ct)).ShouldBe(0);
        during.Secrets.Answer = _ => new SecretValues(OtherKey, Previous: null);
        await FinishAsync(during);
        await CallAsync(during);

        var call = receiver.Calls.ShouldHaveSingleItem();
        foreach (var secret in new[] { made.Secret, rotated.Secret })
            Verdict(call, secret, Time.GetUtcNow()).ShouldBe(SignatureVerdict.Valid);
    }

    [Theory, OnEachStore]
    public async Task Two_who_change_an_endpoint_at_once_do_not_overwrite_each_other(StoreKind kind)
    {
        var node = await HooksAsync(kind, ("Stage5:Webhooks:MostEndpoints", "1"));
        var receiver = await ReceiverAsync();
        var made = (await AddAsync(node, receiver)).Webhook;
        var request = new WebhookRequest { Url = made.Url, Events = [WebhookEvents.TaskFailed], Description = "Ours" };

        (await node.Webhooks.UpdateAsync(Tenant, made.Id, request, made.Version, Ana, Ct)).Change.ShouldBe(WebhookChange.Saved);
        (await node.Webhooks.UpdateAsync(Tenant, made.Id, request, made.Version, Ana, Ct)).Change.ShouldBe(WebhookChange.Conflict);
        (await node.Webhooks.UpdateAsync("rival", made.Id, request, null, Ana, Ct)).Change.ShouldBe(WebhookChange.Missing);
        (await node.Webhooks.CreateAsync(Tenant, request, Ana, Ct)).Change.ShouldBe(WebhookChange.Full);
        await FinishAsync(node);
        (await CallAsync(node)).ShouldBe(0);
        var view = (await node.Webhooks.ListAsync(Tenant, Ct)).ShouldHaveSingleItem();
        (view.Version, view.Description, view.Events.Single()).ShouldBe((2, "Ours", WebhookEvents.TaskFailed));
    }

    [Theory, OnEachStore]
    public async Task A_change_is_on_record_in_the_step_that_makes_it_and_a_path_shows_by_its_fingerprint(StoreKind kind)
    {
        var node = await HooksAsync(kind);
        var receiver = await ReceiverAsync();
        var made = (await AddAsync(node, receiver)).Webhook;
        var request = new WebhookRequest { Url = $"{made.Url}other/tokenofmine", Events = WebhookEvents.All };
        await node.Webhooks.UpdateAsync(Tenant, made.Id, request, 1, Ana, Ct);
        await node.Webhooks.UpdateAsync(Tenant, made.Id, request, 1, Ana, Ct);
        await node.Webhooks.RotateAsync(Tenant, made.Id, Ana, Ct);
        await node.Hooks.TestAsync(Tenant, made.Id, Ana, Ct);
        await node.Webhooks.DeleteAsync(Tenant, made.Id, Ana, Ct);
        await node.Webhooks.DeleteAsync(Tenant, made.Id, Ana, Ct);

        // Nobody but the scripts wrote: nothing can come between a change and its record.
        var lines = (await node.Database.SortedSetRangeByRankAsync($"s5:{{{Tenant}}}:audit:open"))
            .Select(line => AuditRecord.TryRead(line.ToString()).ShouldNotBeNull()).ToList();
        lines.Select(record => record.Action).ShouldBe(
            ["webhook.created", "webhook.changed", "webhook.rotated", "webhook.tested", "webhook.removed"]);
        lines.ShouldAllBe(record => record.Resource == $"webhook/{made.Id}" && record.Actor == Ana);
        lines.ShouldAllBe(record => !record.Line.Contains("tokenofmine"));
        var (before, after) = (lines[1].Before!, lines[1].After!);
        ((string?)after["host"]).ShouldBe((string?)before["host"]);
        ((string?)after["url_fingerprint"]).ShouldNotBe((string?)before["url_fingerprint"]);
        ((string?)lines[4].Before!["url_fingerprint"]).ShouldBe((string?)after["url_fingerprint"]);
    }
}
