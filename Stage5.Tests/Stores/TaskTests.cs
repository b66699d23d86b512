using Stage5.Contracts;
using Stage5.Core.Storage;
using Stage5.Core.Tasks;
using Stage5.Tests.Events;

namespace Stage5.Tests.Stores;

/// <summary>Base of tests on a real store: empty, with time in the test's hands and an end to waiting.</summary>
public abstract class TaskTests(StoreServers servers) : IAsyncLifetime
{
    private protected const string Tenant = "acme";
    private protected static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    private readonly List<TaskNode> _nodes = [];
    private readonly CancellationTokenSource _limit =
        CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);

    private protected StoreClock Clock { get; } = new();

    private protected ManualTime Time { get; } = new();

    private protected CancellationToken Ct => _limit.Token;

    public virtual ValueTask InitializeAsync()
    {
        _limit.CancelAfter(TimeSpan.FromSeconds(60));
        return ValueTask.CompletedTask;
    }

    public virtual async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes)
            await node.DisposeAsync();
        _limit.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>A process; the test's first one finds the store empty.</summary>
    private protected async Task<TaskNode> NodeAsync(StoreKind kind, params (string Name, string Value)[] options)
    {
        var server = await servers.GetAsync(kind);
        var node = await NodeAsync(server, options);
        if (_nodes.Count == 1)
            await node.Database.ExecuteAsync("FLUSHALL");
        return node;
    }

    private protected async Task<TaskNode> NodeAsync(
        StoreServer server, params (string Name, string Value)[] options)
    {
        var settings = options.ToDictionary(o => o.Name, o => (string?)o.Value, StringComparer.Ordinal);
        var node = await TaskNode.StartAsync(server, Clock, Time, new Random(42 + _nodes.Count), settings);
        _nodes.Add(node);
        return node;
    }

    /// <summary>Moves the time of the processes and of the store.</summary>
    private protected void Advance(TimeSpan by)
    {
        Clock.Advance(by);
        Time.Advance(by);
    }

    private protected static TaskSpec Spec(
        string text = "Good morning", string tenant = Tenant, string user = "ana", string? lane = null) => new(
        tenant,
        user,
        "key-1",
        new TaskRequest
        {
            Kind = TaskKinds.Translate,
            Text = text,
            SourceLanguage = "en",
            TargetLanguage = "es",
            Lane = lane,
            Processing = new Processing("default"),
        },
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");

    private protected static TurnResponse Translation(TaskRun run) => new(
        run.Task.TaskId,
        TaskKinds.Translate,
        TurnResult.Completed,
        new Receipt(
            new ReceiptMode("default", null),
            new ReceiptMode("default", null),
            new ReceiptServed("apertium", "eng-spa"),
            new TokenUsage(null, null),
            [new ReceiptStage("generate", "completed", 1.5)],
            2.5,
            null))
    {
        Text = "Buenos días",
        SourceLanguage = "en",
        TargetLanguage = "es",
    };

    private protected Task CompleteAsync(TaskRun run) => run.FinishAsync(
        new TaskEnd(TaskState.Completed, Payloads.Completed(), Translation(run)), Ct);

    private protected async Task<TaskRun> ClaimAsync(TaskNode node) =>
        (await node.Queue.ClaimAsync("worker", Ct)).ShouldNotBeNull();

    private protected async Task<TaskRecord> FindAsync(TaskNode node, string taskId, string tenant = Tenant) =>
        (await node.Tasks.FindAsync(tenant, taskId, Ct)).ShouldNotBeNull();

    private protected async Task<TaskEventPage> NewestAsync(TaskNode node, string taskId, int limit = 200, long? before = null) =>
        (await node.Log.ReadPageAsync(Tenant, taskId, before, limit, Ct)).ShouldNotBeNull();

    private protected static async Task<TaskEventItem> NextAsync(IAsyncEnumerator<TaskEventItem> viewer)
    {
        (await viewer.MoveNextAsync()).ShouldBeTrue();
        return viewer.Current;
    }

    private protected async Task<IReadOnlyList<TaskEventItem>> LogAsync(
        TaskNode node, string taskId, string tenant = Tenant)
    {
        var events = await node.Log.ReadAsync(tenant, taskId, 0, 10_000, Ct);
        events.Select(e => e.Sequence).ShouldBe(Enumerable.Range(1, events.Count).Select(n => (long)n));
        foreach (var last in events.Where(e => e.IsTerminal)) last.ToEvent().ShouldFollowTheContract();
        return events;
    }

    /// <summary>Asks again until it is so; the test's limit ends it.</summary>
    private protected async Task UntilAsync(Func<Task<bool>> condition)
    {
        while (!await condition())
        {
            Ct.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private protected Task UntilAsync(Func<bool> condition) => UntilAsync(() => Task.FromResult(condition()));
}
