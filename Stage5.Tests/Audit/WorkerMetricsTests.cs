using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Stage5.Core.Audit;
using Stage5.Tests.Assistant;

namespace Stage5.Tests.Audit;

[Collection(AssistantCollection.Name)]
public sealed class WorkerMetricsTests(AssistantSystem system)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    [Trait("Threat", "API-R1")]
    public async Task Who_is_not_let_in_to_the_metrics_of_a_worker_is_on_record()
    {
        using var stranger = system.WorkerClientWith("no-token");

        using var refused = await stranger.GetAsync("/metrics", Ct);

        refused.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        var records = new List<AuditRecord>();
        var reader = system.Services.GetRequiredService<AuditReader>();
        await foreach (var line in reader.ReadAsync(AuditChains.Platform, after: null, Ct))
            records.Add(AuditRecord.TryRead(line).ShouldNotBeNull(line));
        records.Where(record => record.Action == "authentication.failed")
            .Where(record => record.Resource == "endpoint/GET /metrics").ShouldHaveSingleItem()
            .Details!["host"]!.GetValue<string>().ShouldBe("worker");
    }
}
