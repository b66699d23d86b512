using Stage5.Core.Models.Answers;
using Stage5.Core.Storage;
using Stage5.Tests.Stores;

namespace Stage5.Tests.Models.Answers;

/// <summary>Base of tests of the cache: a real store, time in the test's hands, an end to waiting.</summary>
public abstract class AnswerTests(StoreServers servers) : IAsyncLifetime
{
    private protected const string Tenant = "acme";
    private protected static readonly CachedAnswer Answer = new("Buenos días", "apertium", "eng-spa", null, 3);

    private readonly List<AnswerNode> _nodes = [];
    private readonly CancellationTokenSource _limit =
        CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);

    private protected StoreClock Clock { get; } = new();

    private protected ManualTime Time { get; } = new();

    private protected CancellationToken Ct => _limit.Token;

    // Each test asks for something of its own, and the stores need not be emptied.
    private protected AnswerKey Key { get; } = AnswerKey.Of(("kind", "translate"), ("text", Guid.NewGuid().ToString()));

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

    private protected async Task<AnswerNode> NodeAsync(StoreKind kind, params (string Name, string Value)[] options) =>
        await NodeAsync(await servers.GetAsync(kind), Time, options);

    private protected async Task<AnswerNode> NodeAsync(
        StoreServer server, ManualTime time, params (string Name, string Value)[] options)
    {
        var node = await AnswerNode.StartAsync(server, Clock, time, options);
        _nodes.Add(node);
        return node;
    }

    /// <summary>As a process that was killed: it leads, and renews nothing.</summary>
    private protected async Task DieLeadingAsync(StoreKind kind)
    {
        var node = await NodeAsync(await servers.GetAsync(kind), new ManualTime());
        (await node.Cache.EnterAsync(Tenant, Key, Ct)).Hit.ShouldBeNull();
    }

    /// <summary>Looks for the answer, and returns when the node waits for another's.</summary>
    private protected async Task<Task<AnswerTicket>> WaitingAsync(AnswerNode node)
    {
        var armed = Time.Armed;
        var entering = node.Cache.EnterAsync(Tenant, Key, Ct);
        await UntilAsync(() => Time.Armed > armed);
        entering.IsCompleted.ShouldBeFalse();
        return entering;
    }

    private protected async Task UntilAsync(Func<bool> condition)
    {
        while (!condition())
        {
            Ct.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
