using Stage5.Core.Models.Answers;
using Stage5.Tests.Stores;

namespace Stage5.Tests.Models.Answers;

public sealed class SingleFlightTests(StoreServers servers) : AnswerTests(servers), IClassFixture<StoreServers>
{
    [Theory, OnEachStore]
    public async Task Of_fifty_who_ask_the_same_at_once_in_two_processes_one_leads(StoreKind kind)
    {
        AnswerNode[] nodes = [await NodeAsync(kind), await NodeAsync(kind)];
        var calls = 0;

        var tickets = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => Task.Run(async () =>
        {
            await using var ticket = await nodes[i % 2].Cache.EnterAsync(Tenant, Key, Ct);
            if (ticket.Hit is null)
            {
                Interlocked.Increment(ref calls);
                await ticket.StoreAsync(Answer, Ct);
            }
            return ticket;
        }, Ct)));

        calls.ShouldBe(1);
        tickets.Count(ticket => ticket.Hit == Answer).ShouldBe(49);
        (await nodes[0].Cache.EnterAsync(Tenant, Key, Ct)).ShouldSatisfyAllConditions(
            ticket => ticket.Hit.ShouldBe(Answer), ticket => ticket.Waited.ShouldBeFalse());
    }

    [Theory, OnEachStore]
    public async Task Who_waits_here_or_elsewhere_gets_the_leaders_answer(StoreKind kind)
    {
        var (node, other) = (await NodeAsync(kind), await NodeAsync(kind));
        await using var lead = await node.Cache.EnterAsync(Tenant, Key, Ct);
        var here = node.Cache.EnterAsync(Tenant, Key, Ct);
        var elsewhere = await WaitingAsync(other);

        await lead.StoreAsync(Answer, Ct);

        foreach (var ticket in await Task.WhenAll(here, elsewhere))
            (ticket.Hit, ticket.Waited).ShouldBe((Answer, true));
    }

    [Theory, OnEachStore]
    public async Task When_the_leader_fails_exactly_one_who_waits_leads_next(StoreKind kind)
    {
        var (node, other) = (await NodeAsync(kind), await NodeAsync(kind));
        var lead = await node.Cache.EnterAsync(Tenant, Key, Ct);
        var waiting = new List<Task<AnswerTicket>> { await WaitingAsync(other) };
        for (var i = 0; i < 10; i++)
            waiting.Add((i % 2 == 0 ? node : other).Cache.EnterAsync(Tenant, Key, Ct));

        await lead.DisposeAsync();

        var next = await Task.WhenAny(waiting);
        await using (var ticket = await next)
        {
            (ticket.Hit, ticket.Waited).ShouldBe((null, true));
            waiting.Count(task => task.IsCompleted).ShouldBe(1);
            await ticket.StoreAsync(Answer, Ct);
        }
        (await Task.WhenAll(waiting)).Count(ticket => ticket.Hit == Answer).ShouldBe(10);
    }

    [Theory, OnEachStore]
    public async Task A_dead_leader_is_waited_for_no_longer_than_its_lease(StoreKind kind)
    {
        await DieLeadingAsync(kind);
        var node = await NodeAsync(kind);
        var waiting = await WaitingAsync(node);

        Clock.Advance(TimeSpan.FromSeconds(9.9));
        Time.Advance(TimeSpan.FromSeconds(1));
        await UntilAsync(() => Time.Armed > 0);
        waiting.IsCompleted.ShouldBeFalse();
        Clock.Advance(TimeSpan.FromSeconds(0.1));
        Time.Advance(TimeSpan.FromSeconds(1));

        (await waiting).Hit.ShouldBeNull();
    }

    [Theory, OnEachStore]
    public async Task A_lead_is_kept_as_long_as_its_holder_works(StoreKind kind)
    {
        var (node, other) = (await NodeAsync(kind), await NodeAsync(kind));
        await using var lead = await node.Cache.EnterAsync(Tenant, Key, Ct);
        for (var i = 0; i < 5; i++)
        {
            Clock.Advance(TimeSpan.FromSeconds(4));
            Time.Advance(TimeSpan.FromSeconds(4));
            while (await other.Cache.Store.EnterAsync(Tenant, Key, "other") is not { Wait.TotalSeconds: > 9 })
                Ct.ThrowIfCancellationRequested();
        }
        lead.Hit.ShouldBeNull();
    }

    [Theory, OnEachStore]
    public async Task A_lost_message_delays_and_does_not_hang(StoreKind kind)
    {
        var (node, other) = (await NodeAsync(kind), await NodeAsync(kind));
        await using var lead = await node.Cache.EnterAsync(Tenant, Key, Ct);
        var waiting = await WaitingAsync(other);
        await other.Connection.GetSubscriber().UnsubscribeAllAsync();

        await lead.StoreAsync(Answer, Ct);
        Time.Advance(TimeSpan.FromSeconds(1));

        (await waiting).Hit.ShouldBe(Answer);
    }

    [Theory, OnEachStore]
    public async Task Who_does_not_want_to_wait_any_more_does_not_and_the_others_go_on(StoreKind kind)
    {
        var (node, other) = (await NodeAsync(kind), await NodeAsync(kind));
        await using var lead = await node.Cache.EnterAsync(Tenant, Key, Ct);
        using var enough = new CancellationTokenSource();
        var armed = Time.Armed;
        var impatient = other.Cache.EnterAsync(Tenant, Key, enough.Token);
        await UntilAsync(() => Time.Armed > armed);
        var patient = other.Cache.EnterAsync(Tenant, Key, Ct);

        await enough.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(impatient);
        await lead.StoreAsync(Answer, Ct);

        (await patient).Hit.ShouldBe(Answer);
    }
}
