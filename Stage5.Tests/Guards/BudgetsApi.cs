using Microsoft.Extensions.DependencyInjection;
using Stage5.Core.Guards;
using Stage5.Tests.Api;

namespace Stage5.Tests.Guards;

/// <summary>Where a tenant may spend 20 a month.</summary>
public sealed class BudgetsApi() : StoredApi(("Stage5:Budgets:Default:Month:HardLimit", "20"))
{
    public async Task SpendAsync(string tenant, string user, long micros, CancellationToken ct)
    {
        var admission = await Services.GetRequiredService<TurnGuard>().AdmitAsync(
            new AdmitRequest(new GuardSubject(tenant, user, "k"), TrafficClass.Live)
            {
                WorstCases = [micros],
            }, ct);
        await admission.Hold!.SettleAsync(new Settlement(
            "chat", "completed", [new Spend("openai", "gpt", new(10, 0, 5), micros, "v1", Estimated: false)]), ct);
    }
}
