using Stage5.Contracts;
using Stage5.Core.Audit;
using Stage5.Core.Replies;
using Stage5.Core.Webhooks;
using Stage5.Tests.Replies;
using Stage5.Tests.Stores;

namespace Stage5.Tests.Webhooks;

/// <summary>Base of tests on webhooks: a store, a receiver, and whoever delivers.</summary>
public abstract class WebhookTests(StoreServers servers) : ReplyTests(servers)
{
    private protected static readonly AuditActor Ana = new("ana", "token", "t-1");

    private readonly List<Receiver> _receivers = [];

    public override async ValueTask DisposeAsync()
    {
        foreach (var receiver in _receivers)
            await receiver.DisposeAsync();
        await base.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private protected Task<TaskNode> HooksAsync(StoreKind kind, params (string Name, string Value)[] options) =>
        NodeAsync(kind,
        [
            ("Stage5:Webhooks:AllowedNetworks:0", "127.0.0.0/8"), .. options,
            .. options.Any(one => one.Name.StartsWith("Stage5:Webhooks:Key", StringComparison.Ordinal))
                ? []
                : new[] { ("Stage5:Webhooks:Key", "C2FVsBQIhrscChlQIMV+b5sSYspob7oDMfKQ9r8GKYo=") },
        ]);

    private protected async Task<Receiver> ReceiverAsync()
    {
        var receiver = await Receiver.StartAsync();
        _receivers.Add(receiver);
        return receiver;
    }

    private protected async Task<WebhookSecretView> AddAsync(
        TaskNode node, Receiver receiver, params string[] events) =>
        (await node.Webhooks.CreateAsync(Tenant, new WebhookRequest
        {
            Url = receiver.Url.ToString(),
            Events = events.Length == 0 ? WebhookEvents.All : events,
        }, Ana, Ct)).Made.ShouldNotBeNull();

    private protected async Task<WebhookClaim?> ClaimHookAsync(TaskNode node)
    {
        Time.Advance(TimeSpan.FromSeconds(1));
        return await node.HookQueue.ClaimAsync(Ct);
    }

    /// <summary>Calls until nothing is due.</summary>
    private protected async Task<int> CallAsync(TaskNode node)
    {
        var made = 0;
        while (await ClaimHookAsync(node) is { } claim)
        {
            await node.HookDeliverer.DeliverAsync(claim, Ct);
            made++;
        }
        return made;
    }

    private protected Task<IReadOnlyList<WebhookDeliveryView>> SeenAsync(
        TaskNode node, string endpoint, string? state = null) =>
        node.Hooks.ListAsync(Tenant, endpoint, state, 100, Ct);

    private protected static SignatureVerdict Verdict(Arrived call, string secret, DateTimeOffset now) =>
        StandardWebhook.Verify([Signing.Secret(secret)], call.Headers, call.Body, now);

    private protected static IReplyChannel Channel(TaskNode node) => new WebhookChannel(node.Hooks);
}
