using System.Text;
using Stage5.Contracts;
using Stage5.Core.Language;
using Stage5.Core.Language.Glossaries;
using Stage5.Core.Language.Glossaries.Exchange;
using Stage5.Core.Storage;
using Stage5.Tests.Stores;

namespace Stage5.Tests.Language.Glossaries;

/// <summary>Base of tests on a real store, with an end to waiting.</summary>
public abstract class GlossaryTests(StoreServers servers) : IAsyncLifetime
{
    private protected static readonly GlossaryBook OfTenant = GlossaryBook.OfTenant("acme");
    private protected static readonly GlossaryBook OfAna = GlossaryBook.OfUser("acme", "ana");
    private protected static readonly GlossaryBook OfRoom = GlossaryBook.OfChannel("acme", "19:room@thread");

    private readonly List<GlossaryNode> _nodes = [];
    private readonly CancellationTokenSource _limit =
        CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);

    private protected CancellationToken Ct => _limit.Token;

    private protected StoreClock Clock { get; } = new();

    public ValueTask InitializeAsync()
    {
        _limit.CancelAfter(TimeSpan.FromMinutes(3));
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes)
            await node.DisposeAsync();
        _limit.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>A process; the test's first one finds the store empty.</summary>
    private protected async Task<GlossaryNode> NodeAsync(
        StoreKind kind, params (string Name, string Value)[] options)
    {
        var node = await GlossaryNode.StartAsync(await servers.GetAsync(kind), Clock, options);
        _nodes.Add(node);
        if (_nodes.Count == 1)
            await node.Database.ExecuteAsync("FLUSHALL");
        return node;
    }

    private protected async Task<GlossaryEntryView> AddAsync(
        GlossaryNode node, GlossaryBook book, EntryDraft draft, string user = "ana")
    {
        var result = await node.Editor.AddAsync(book, user, draft, Ct);
        result.Errors.ShouldBeEmpty();
        return result.Entry.ShouldNotBeNull();
    }

    private protected Task<TermPlan> PlanAsync(
        GlossaryNode node, string text, GlossaryMode mode = GlossaryMode.Apply, string user = "ana",
        string? channel = null, params TermDecision[] decisions) => node.Terms.PlanAsync(
        new GlossaryQuery("acme", user, channel, text, LanguageTag.Parse("en"), LanguageTag.Parse("es"))
        {
            Mode = mode,
            Decisions = decisions,
        }, Ct);

    private protected Task<ImportResult> ImportAsync(
        GlossaryNode node, GlossaryImport import, string file) =>
        node.Importer.ImportAsync(import, new MemoryStream(Encoding.UTF8.GetBytes(file)), Ct);

    private protected async Task<string> ExportAsync(GlossaryNode node, GlossaryBook book, GlossaryFormat format)
    {
        using var file = new MemoryStream();
        await node.Exporter.ExportAsync(book, "ana", format, null, file, Ct);
        return Encoding.UTF8.GetString(file.ToArray());
    }

    private protected async Task<IReadOnlyList<GlossaryEntryView>> ListAsync(
        GlossaryNode node, GlossaryBook book) =>
        (await node.Reader.ListAsync(new GlossaryListing([book], "ana") { Limit = 10_000 }, Ct)).Entries;
}
