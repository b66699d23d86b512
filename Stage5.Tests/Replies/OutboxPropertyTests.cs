using FsCheck;
using FsCheck.Fluent;
using Stage5.Core.Conversations;
using Stage5.Core.Replies;
using Stage5.Core.Tasks;
using Stage5.Tests.Stores;

namespace Stage5.Tests.Replies;

/// <summary>Random lives of deliveries by three processes, any of which may die between any two steps.</summary>
public sealed class OutboxPropertyTests(StoreServers servers) : ReplyTests(servers), IClassFixture<StoreServers>
{
    private static readonly string[] Rooms = ["red", "blue"];

    public enum Move
    {
        Finish,
        FinishAgain,
        FinishCancelled,
        Claim,
        Effect,
        Settle,
        Fail,
        Die,
        Wait,
        LeaseEnds,
    }

    [Theory, OnEachStore]
    public async Task However_ends_deliveries_and_deaths_interleave_each_is_in_its_room_once_and_in_order(
        StoreKind kind)
    {
        var step = from move in Gen.Elements(Enum.GetValues<Move>())
                   from which in Gen.Choose(0, 11)
                   select (move, which);
        var lives = Gen.ListOf(step, 60).Sample(60, new Rnd(20261121, 1063), 12);
        (string, string)[] patient = [("Stage5:Replies:MaxAttempts", "100")];
        var nodes = new[] { await NodeAsync(kind, patient), await NodeAsync(kind, patient),
            await NodeAsync(kind, patient) };
        foreach (var life in lives)
            await LiveAsync(nodes, life);
    }

    private async Task LiveAsync(TaskNode[] nodes, IEnumerable<(Move Move, int Which)> life)
    {
        await nodes[0].Database.ExecuteAsync("FLUSHALL");
        foreach (var room in Rooms)
            await MakeAsync(nodes[0], room);
        var expected = Rooms.ToDictionary(room => room, _ => new List<string>());
        var claims = new List<ReplyClaim>();
        TaskRun? last = null;
        foreach (var (move, which) in life)
        {
            var node = nodes[which % 3];
            var claim = claims.Count > 0 ? claims[which % claims.Count] : null;
            switch (move)
            {
                case Move.Finish:
                    var room = Rooms[which % 2];
                    var texts = Enumerable.Range(expected[room].Count, 1 + (which % 3)).Select(n => $"{room} {n}")
                        .ToArray();
                    last = await node.Tasks.StartInlineAsync(Spec(), Ct);
                    await last.FinishAsync(End(last, [.. texts.Select(text => To(text, room))]), Ct);
                    expected[room].AddRange(texts);
                    await last.DisposeAsync();
                    break;
                case Move.FinishAgain when last is not null:
                    await last.FinishAsync(End(last, To("again", Rooms[0])), Ct);
                    break;
                case Move.FinishCancelled:
                    await using (var run = await node.Tasks.StartInlineAsync(Spec(), Ct))
                    {
                        await node.Tasks.CancelAsync(Tenant, run.Task.TaskId, Ct);
                        await run.FinishAsync(End(run, To("cancelled", Rooms[1])), Ct);
                    }
                    break;
                case Move.Claim:
                    if (await node.Outbox.ClaimAsync(Tenant, Ct) is { } taken)
                        claims.Add(taken);
                    break;
                case Move.Effect when claim is not null:
                    await new ConversationChannel(new ConversationWriter(node.Conversations, []))
                        .DeliverAsync(claim.Delivery, Ct);
                    break;
                case Move.Settle when claim is not null:
                    await node.Deliverer.DeliverAsync(claim, Ct);
                    break;
                case Move.Fail when claim is not null:
                    await node.Outbox.SettleAsync(claim, DeliveryResult.Failed("Not now."), Ct);
                    break;
                case Move.Die when claim is not null:
                    claims.Remove(claim);
                    break;
                case Move.Wait:
                    Clock.Advance(TimeSpan.FromSeconds(2));
                    break;
                case Move.LeaseEnds:
                    Clock.Advance(TimeSpan.FromSeconds(31));
                    break;
            }
        }

        // Whoever is left finds all of it in the end.
        while ((await nodes[0].Outbox.ListDeadAsync(Tenant, null, 10, Ct)).Count == 0)
        {
            Clock.Advance(TimeSpan.FromMinutes(6));
            if (await DeliverAsync(nodes[0]) == 0)
                break;
        }
        foreach (var claim in claims)
            await nodes[1].Deliverer.DeliverAsync(claim, Ct);
        foreach (var room in Rooms)
            (await TextsAsync(nodes[0], room: room)).ShouldBe(expected[room]);
    }
}
