using Stage5.Core.Recall;
using Stage5.Core.Storage;
using Stage5.Tests.Stores;

namespace Stage5.Tests.Recall;

/// <summary>What tests of the room share: processes on one store, and time that only they move.</summary>
public abstract class RecallTests(StoreServers servers) : IAsyncLifetime
{
    private protected const string Tenant = "acme";
    private protected const string Room = "room-1";

    private readonly List<IAsyncDisposable> _parts = [];
    private readonly CancellationTokenSource _limit =
        CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);

    private protected CancellationToken Ct => _limit.Token;

    private protected StoreClock Clock { get; } = new();

    /// <summary>The store's own time, moved as the store's clock is.</summary>
    private protected TimeProvider Time => new Shifted(Clock);

    public ValueTask InitializeAsync()
    {
        _limit.CancelAfter(TimeSpan.FromSeconds(90));
        return ValueTask.CompletedTask;
    }

    public virtual async ValueTask DisposeAsync()
    {
        foreach (var part in Enumerable.Reverse(_parts)) await part.DisposeAsync();
        _limit.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>A process; the test's first one finds the store empty.</summary>
    private protected Task<RecallNode> NodeAsync(StoreKind kind, params (string Key, string Value)[] settings) =>
        NodeAsync(kind, null, settings);

    private protected async Task<RecallNode> NodeAsync(
        StoreKind kind, ISummarizer? summarizer, params (string Key, string Value)[] settings)
    {
        var node = await RecallNode.StartAsync(await servers.GetAsync(kind), Clock, Time, summarizer, settings);
        if (!_parts.OfType<RecallNode>().Any()) await node.Database.ExecuteAsync("FLUSHALL");
        _parts.Add(node);
        return node;
    }

    private protected T Own<T>(T part) where T : IAsyncDisposable
    {
        _parts.Add(part);
        return part;
    }

    private protected MemoryTurn Turn(
        long sequence, string text, string author = "ana", TimeSpan? ago = null) => new(
        Guid.CreateVersion7().ToString(), sequence, author, text, Time.GetUtcNow() - (ago ?? TimeSpan.Zero));

    private protected async Task<IReadOnlyList<MemoryTurn>> SayAsync(
        RecallNode node, string room, params string[] texts)
    {
        var turns = texts.Select((text, i) => Turn(i, text)).ToArray();
        foreach (var turn in turns) (await node.Memory.AppendAsync(Tenant, room, turn, Ct)).ShouldBeTrue();
        return turns;
    }

    private protected Task<RecalledContext> AskAsync(
        RecallNode node, string question, string room = Room, string tenant = Tenant, int budget = 10_000,
        long? before = null) =>
        node.Recaller.RecallAsync(new RecallQuery(tenant, room, question, budget) { BeforeSequence = before }, Ct);

    private protected static IEnumerable<string> Texts(RecalledContext context) =>
        context.Passages.Select(passage => passage.Text);

    /// <summary>Passes of the worker until nothing is due.</summary>
    private protected async Task SettleAsync(RecallNode node, string tenant = Tenant)
    {
        for (var i = 0; i < 20 && (await node.Keeper.RunAsync(tenant, Ct)).Rooms > 0; i++) { }
    }

    private sealed class Shifted(StoreClock clock) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() =>
            base.GetUtcNow() + TimeSpan.FromMilliseconds(clock.OffsetMilliseconds);
    }
}
