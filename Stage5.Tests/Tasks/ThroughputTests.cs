using System.Diagnostics;
using Stage5.Tests.Stores;

namespace Stage5.Tests.Tasks;

/// <summary>Measures; run by name (<c>-explicit only</c>). The figures stand in docs/tasks.md.</summary>
public sealed class ThroughputTests(StoreServers servers) : TaskTests(servers), IClassFixture<StoreServers>
{
    private const int Count = 2000;

    [Theory(Explicit = true), OnEachStore]
    public async Task How_fast_tasks_go_through_the_queue(StoreKind kind)
    {
        foreach (var callers in new[] { 1, 16 })
        {
            var node = await NodeAsync(kind);
            await MeasureAsync(kind, "enqueue", callers, () => node.Tasks.EnqueueAsync(Spec(), Ct));
            await MeasureAsync(kind, "claim, finish", callers, async () =>
            {
                await using var run = await ClaimAsync(node);
                await CompleteAsync(run);
            });
            await using var run = await node.Tasks.StartInlineAsync(Spec(), Ct);
            await MeasureAsync(kind, "append", callers, () => run.AppendAsync("stage_started", [], Ct));
            (await node.Tasks.QueueStatusAsync(Tenant, Ct)).Live.ShouldBe(0);
        }
    }

    private async Task MeasureAsync(StoreKind kind, string what, int callers, Func<Task> once)
    {
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(
            async () =>
            {
                for (var i = 0; i < Count / callers; i++)
                    await once();
            },
            Ct)));
        var took = Stopwatch.GetElapsedTime(started);
        TestContext.Current.SendDiagnosticMessage(
            $"{kind}: {what}, {callers} callers: {Count / took.TotalSeconds:0}/s, "
            + $"{took.TotalMilliseconds * callers / Count:0.000} ms each");
    }
}
