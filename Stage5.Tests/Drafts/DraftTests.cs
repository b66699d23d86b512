using System.Text.Json.Nodes;
using Stage5.Contracts;
using Stage5.Core.Drafts;
using Stage5.Core.Storage;
using Stage5.Core.Tasks;
using Stage5.Tests.Stores;

namespace Stage5.Tests.Drafts;

/// <summary>Base of tests of drafts: a real store, empty, with time in the test's hands.</summary>
public abstract class DraftTests(StoreServers servers) : IAsyncLifetime
{
    private protected const string Tenant = "acme";

    private protected static readonly TaskRequest Request = new()
    {
        Kind = TaskKinds.Translate,
        Text = "Good morning",
        SourceLanguage = "en",
        TargetLanguage = "es",
        ConversationId = "room-1",
        Processing = new Processing("default"),
    };

    private readonly List<DraftNode> _nodes = [];
    private readonly CancellationTokenSource _limit =
        CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);

    private protected StoreClock Clock { get; } = new();

    private protected ManualTime Time { get; } = new();

    private protected CancellationToken Ct => _limit.Token;

    public ValueTask InitializeAsync()
    {
        _limit.CancelAfter(TimeSpan.FromSeconds(60));
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes)
            await node.DisposeAsync();
        _limit.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>A worker; the test's first one finds the store empty.</summary>
    private protected async Task<DraftNode> NodeAsync(StoreKind kind, params (string Name, string Value)[] options)
    {
        var node = await NodeAsync(await servers.GetAsync(kind), options);
        if (_nodes.Count == 1)
            await node.Database.ExecuteAsync("FLUSHALL");
        return node;
    }

    private protected async Task<DraftNode> NodeAsync(
        StoreServer server, params (string Name, string Value)[] options)
    {
        var node = await DraftNode.StartAsync(server, Clock, Time, 42 + _nodes.Count, options);
        _nodes.Add(node);
        return node;
    }

    private protected async Task<Draft> SaveAsync(DraftNode node, string user = "ana", string tenant = Tenant) =>
        (await node.Drafts.SaveAsync(tenant, user, "key-1", Request, Ct)).ShouldNotBeNull();

    private protected async Task<Draft> FindAsync(DraftNode node, Draft draft) =>
        (await node.Drafts.FindAsync(draft.Tenant, draft.User, draft.DraftId, Ct)).ShouldNotBeNull();

    /// <summary>Lets time pass, and the worker look at what is due by then.</summary>
    private protected async Task LaterAsync(DraftNode node, TimeSpan by)
    {
        Clock.Advance(by);
        Time.Advance(by);
        await node.Replayer.ReplayAsync(Ct);
    }

    private protected async Task<IReadOnlyList<TaskRecord>> TasksAsync(DraftNode node) =>
        (await node.Tasks.ListAsync(Tenant, null, 100, null, Ct)).Tasks;

    /// <summary>A worker takes the one task that waits, and ends it so.</summary>
    private protected async Task EndTaskAsync(DraftNode node, TaskError? error = null)
    {
        await using var run = (await node.Queue.ClaimAsync("worker", Ct)).ShouldNotBeNull();
        await run.FinishAsync(error is null
            ? new TaskEnd(TaskState.Completed, new JsonObject())
            : new TaskEnd(TaskState.Failed, TerminalPayloads.Failed(error), Error: error), Ct);
    }
}
