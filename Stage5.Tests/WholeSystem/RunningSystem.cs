using System.Net.Http.Headers;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Stage5.Tests.Access;
using Stage5.Tests.Models;

namespace Stage5.Tests.WholeSystem;

/// <summary>
/// The whole system as AppHost.cs describes it: a real store and real processes, with a key the tests know, a folder
/// of its own, and a scripted model server beside the engines of this machine.
/// </summary>
public sealed class RunningSystem : IAsyncLifetime
{
    private readonly SignedToken _tokens = new(TimeProvider.System);
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("stage5-system-");
    private DistributedApplication? _app;

    /// <summary>Answers for the pairs that Apertium has not.</summary>
    public ScriptedOpenAIServer Model { get; private set; } = null!;

    public DistributedApplication App => _app!;

    public Uri Web => App.GetEndpoint("web");

    public async ValueTask InitializeAsync()
    {
        Model = await ScriptedOpenAIServer.StartAsync();
        // Inherited by every process, as a person would set them for ./stage5 run.
        Set("Stage5__Models__Providers__scripted__Kind", "OpenAICompatible");
        Set("Stage5__Models__Providers__scripted__Endpoint", Model.Endpoint.ToString());
        Set("Stage5__Models__Providers__scripted__Model", "scripted-1");
        Set("Stage5__Models__Providers__apertium__Kind", "Apertium");
        Set("Stage5__Tasks__Lease", "00:00:02");

        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.Stage5_AppHost>(
            [$"--Parameters:development-key={_tokens.PrivateKey}", $"--Stage5:Data={_data.FullName}"]);
        _app = await builder.BuildAsync();
        await _app.StartAsync();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(90));
        foreach (var name in new[] { "api", "worker", "web" })
            await _app.ResourceNotifications.WaitForResourceHealthyAsync(name, patience.Token);
    }

    /// <summary>A client of the API for that person.</summary>
    public HttpClient ApiOf(string role = "user", string tenant = "demo", string user = "ana")
    {
        var client = App.CreateHttpClient("api");
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", _tokens.MakeFor(tenant, user, role));
        return client;
    }

    public Uri LoginLink(string role = "admin", string user = "ana") =>
        new(Web, $"/login?code={_tokens.MakeFor("demo", user, role, scope: "login")}");

    /// <summary>Process ids of a resource, one a replica.</summary>
    public async Task<IReadOnlyList<int>> ProcessesOfAsync(string resource)
    {
        var found = new Dictionary<string, int>(StringComparer.Ordinal);
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        enough.CancelAfter(TimeSpan.FromSeconds(1));
        try
        {
            await foreach (var update in App.ResourceNotifications.WatchAsync(enough.Token))
            {
                if (update.Resource.Name == resource && PidOf(update.Snapshot) is { } pid)
                    found[update.ResourceId] = pid;
            }
        }
        catch (OperationCanceledException) when (enough.IsCancellationRequested)
        {
            // The stream has no end: what is known by now is what there is.
        }

        return [.. found.Values];
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
            await _app.DisposeAsync();
        await Model.DisposeAsync();
        _tokens.Dispose();
        _data.Delete(recursive: true);
    }

    private static int? PidOf(CustomResourceSnapshot snapshot) =>
        snapshot.Properties.FirstOrDefault(property => property.Name == "executable.pid")?.Value as int?;

    private static void Set(string name, string value) => Environment.SetEnvironmentVariable(name, value);
}

/// <summary>Tests that share one running system, one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class SystemCollection : ICollectionFixture<RunningSystem>
{
    public const string Name = "system";
}
