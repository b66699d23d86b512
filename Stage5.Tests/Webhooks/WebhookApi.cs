using Microsoft.Extensions.DependencyInjection;
using Stage5.Core.Webhooks;
using Stage5.Tests.Api;

namespace Stage5.Tests.Webhooks;

/// <summary>An API that may call receivers on loopback.</summary>
public sealed class WebhookApi() : StoredApi(
    ("Stage5:Webhooks:Key", "C2FVsBQIhrscChlQIMV+b5sSYspob7oDMfKQ9r8GKYo="),
    ("Stage5:Webhooks:AllowedNetworks:0", "127.0.0.0/8"))
{
    /// <summary>Calls until nothing is due.</summary>
    public async Task CallAsync(string tenant, CancellationToken ct)
    {
        while (await Services.GetRequiredService<WebhookOutbox>().ClaimAsync(tenant, ct) is { } claim)
            await Services.GetRequiredService<WebhookDeliverer>().DeliverAsync(claim, ct);
    }
}
