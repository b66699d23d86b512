extern alias worker;

using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Stage5.Core.Replies;
using Stage5.Core.Tasks;
using Stage5.Tests.Stores;
using worker::Stage5.Worker;

namespace Stage5.Tests.Replies;

public sealed class ReplyLoopTests(StoreServers servers) : ReplyTests(servers), IClassFixture<StoreServers>
{
    [Theory, OnEachStore]
    public async Task The_loop_delivers_what_it_is_told_of_and_what_it_finds_and_drains_when_stopped(
        StoreKind kind)
    {
        var node = await NodeAsync(kind);
        await MakeAsync(node);
        var inDelivery = new TaskCompletionSource();
        var answer = new TaskCompletionSource<DeliveryResult>();
        node.Channel.Answer = (_, _) =>
        {
            inDelivery.SetResult();
            return answer.Task;
        };
        await FinishAsync(node, To("found"));
        using var loop = Loop(node);
        await loop.StartAsync(Ct);
        await UntilAsync(async () => (await TextsAsync(node)).Any());
        await FinishAsync(node, To("told"));
        await UntilAsync(async () => (await TextsAsync(node)).Count() == 2);

        var slow = await FinishAsync(node, Scripted("slow"));
        await inDelivery.Task.WaitAsync(Ct);
        var stopping = loop.StopAsync(Ct);
        answer.SetResult(DeliveryResult.Delivered);
        await stopping;

        (await StatesAsync(node, slow)).ShouldBe("delivered:1");
    }

    [Theory, OnEachStore]
    public async Task Two_loops_deliver_a_crowd_once_each_and_in_order(StoreKind kind)
    {
        var nodes = new[] { await NodeAsync(kind), await NodeAsync(kind) };
        await MakeAsync(nodes[0]);
        using var first = Loop(nodes[0]);
        using var second = Loop(nodes[1]);
        await first.StartAsync(Ct);
        await second.StartAsync(Ct);
        for (var i = 0; i < 60; i++)
            await FinishAsync(nodes[i % 2], To($"{i}"));

        await UntilAsync(async () =>
        {
            Time.Advance(TimeSpan.FromSeconds(1));
            return (await ReadAllAsync(nodes[0], "ana")).Count >= 60;
        });
        await first.StopAsync(Ct);
        await second.StopAsync(Ct);

        (await TextsAsync(nodes[0])).ShouldBe(Enumerable.Range(0, 60).Select(i => $"{i}"));
    }

    private ReplyLoop Loop(TaskNode node) => new(
        node.Replies, node.Deliverer, Options.Create(new ReplyOptions()),
        Options.Create(new WorkerOptions()), Time,
        NullLogger<ReplyLoop>.Instance);
}
