using Stage5.Core.Drafts;
using Stage5.Tests.Stores;

namespace Stage5.Tests.Drafts;

public sealed class DraftStoreTests(StoreServers servers) : DraftTests(servers), IClassFixture<StoreServers>
{
    [Theory, OnEachStore]
    public async Task A_draft_is_its_owners_alone(StoreKind kind)
    {
        var node = await NodeAsync(kind);
        var draft = await SaveAsync(node);

        (await node.Drafts.FindAsync(Tenant, "bob", draft.DraftId, Ct)).ShouldBeNull();
        (await node.Drafts.FindAsync("other", "ana", draft.DraftId, Ct)).ShouldBeNull();
        (await node.Drafts.DeleteAsync(Tenant, "bob", draft.DraftId, Ct)).ShouldBeNull();
        (await node.Drafts.DeleteAsync("other", "ana", draft.DraftId, Ct)).ShouldBeNull();
        (await node.Drafts.ListAsync(Tenant, "bob", Ct)).ShouldBeEmpty();
        var found = await FindAsync(node, draft);
        (found.ConsentBy, found.Request).ShouldBe(("ana", Request));
        (found.ExpiresAt - found.CreatedAt).ShouldBe(TimeSpan.FromDays(7));
    }

    [Theory, OnEachStore]
    public async Task A_person_has_so_many_and_deleting_one_makes_room(StoreKind kind)
    {
        var node = await NodeAsync(kind, ("MostOfOne", "3"));
        var first = await SaveAsync(node);
        await SaveAsync(node);
        await SaveAsync(node);
        (await node.Drafts.SaveAsync(Tenant, "ana", "key-1", Request, Ct)).ShouldBeNull();
        await SaveAsync(node, user: "bob");

        (await node.Drafts.DeleteAsync(Tenant, "ana", first.DraftId, Ct)).ShouldBe("");
        (await node.Drafts.DeleteAsync(Tenant, "ana", first.DraftId, Ct)).ShouldBeNull();
        Clock.Advance(TimeSpan.FromSeconds(1));
        var last = await SaveAsync(node);
        (await node.Drafts.ListAsync(Tenant, "ana", Ct))[0].DraftId.ShouldBe(last.DraftId);
    }

    [Theory, OnEachStore]
    public async Task A_watcher_sees_what_is_and_then_what_changes(StoreKind kind)
    {
        var node = await NodeAsync(kind);
        var other = await NodeAsync(kind);
        var draft = await SaveAsync(node);
        await using var changes = other.Watch.WatchAsync(Tenant, "ana", TimeSpan.FromSeconds(10), Ct)
            .GetAsyncEnumerator(Ct);

        (await NextAsync()).Updated!.State.ShouldBe(Contracts.DraftState.Pending);
        await SaveAsync(node, user: "bob");
        await node.Replayer.ReplayAsync(Ct);
        (await NextAsync()).Updated!.State.ShouldBe(Contracts.DraftState.Processing);
        await node.Drafts.DeleteAsync(Tenant, "ana", draft.DraftId, Ct);
        (await NextAsync()).Deleted.ShouldBe(draft.DraftId);

        var quiet = changes.MoveNextAsync().AsTask();
        while (!quiet.IsCompleted)
        {
            Ct.ThrowIfCancellationRequested();
            Time.Advance(TimeSpan.FromSeconds(10));
            await Task.Yield();
        }
        changes.Current.ShouldBe(default);

        async Task<DraftChange> NextAsync()
        {
            (await changes.MoveNextAsync()).ShouldBeTrue();
            return changes.Current;
        }
    }
}
