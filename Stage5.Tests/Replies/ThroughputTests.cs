using System.Diagnostics;
using Stage5.Contracts;
using Stage5.Tests.Stores;

namespace Stage5.Tests.Replies;

/// <summary>Measures; run by name (<c>-explicit only</c>). The figures stand in docs/conversations.md.</summary>
public sealed class ThroughputTests(StoreServers servers) : ReplyTests(servers), IClassFixture<StoreServers>
{
    private const int Count = 960;

    [Theory(Explicit = true), OnEachStore]
    public async Task How_fast_messages_are_written_read_and_delivered(StoreKind kind)
    {
        foreach (var members in new[] { 3, 250 })
        {
            var node = await NodeAsync(kind);
            await node.Conversations.CreateAsync(Tenant, "ana", null,
                [.. Enumerable.Range(1, members - 1).Select(i => new ConversationMember($"user{i}"))], null,
                Room, Ct);
            await MeasureAsync(kind, $"write, {members} members", 1, _ => SayAsync(node, "Good morning"));
            await MeasureAsync(kind, $"write, {members} members", 16, _ => SayAsync(node, "Good morning"));
            await MeasureAsync(kind, "read a page of 50", 1, _ => node.Conversations.ReadMessagesAsync(
                Tenant, Room, "ana", null, null, 50, Ct));
            await MeasureAsync(kind, "enter", 16, _ => node.Conversations.EnterAsync(Tenant, "ana", Room, Ct));
            await MeasureAsync(kind, "finish with one reply", 16, _ => FinishAsync(node, To("uno")));
            await MeasureAsync(kind, "claim, deliver, settle", 1, async _ =>
                await node.Deliverer.DeliverAsync((await node.Outbox.ClaimAsync(Tenant, Ct))!, Ct));
        }
    }

    /// <summary>
    /// The worst a member can make of one: everything that a page has to look past is for others.
    /// </summary>
    [Theory(Explicit = true), OnEachStore]
    public async Task How_long_a_page_takes_behind_10_000_messages_for_another(StoreKind kind)
    {
        var node = await NodeAsync(kind);
        await MakeAsync(node);
        await Task.WhenAll(Enumerable.Range(0, 10_000).Select(_ => TellAsync(node, "ben", "for ben")));
        await MeasureAsync(kind, "a page with nothing to see", 1, _ => node.Conversations.ReadMessagesAsync(
            Tenant, Room, "ana", null, null, 50, Ct), 20);
    }

    private static async Task MeasureAsync(
        StoreKind kind, string what, int callers, Func<int, Task> once, int count = Count)
    {
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(
            async () =>
            {
                for (var i = 0; i < count / callers; i++)
                    await once(i);
            },
            TestContext.Current.CancellationToken)));
        var took = Stopwatch.GetElapsedTime(started);
        TestContext.Current.SendDiagnosticMessage(
            $"{kind}: {what}, {callers} callers: {count / took.TotalSeconds:0}/s, "
            + $"{took.TotalMilliseconds * callers / count:0.000} ms each");
    }
}
