using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Stage5.Core.Models;
using Stage5.Core.Models.Routing;

namespace Stage5.Tests.Models.Routing;

/// <summary>Two providers with real wires, each before a scripted server, as a host would register them.</summary>
internal sealed class WiredRouting : IAsyncDisposable
{
    private readonly CancellationTokenSource _limit;

    private WiredRouting(
        string name, ScriptedOpenAIServer first, ScriptedOpenAIServer second, (string Key, string Value)[] settings)
    {
        _limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        _limit.CancelAfter(TimeSpan.FromSeconds(30));
        (First, Second, FirstId, SecondId) = (first, second, name + "1", name + "2");
        Models = new TestModels(
        [
            ("Models:Order", $"{FirstId},{SecondId}"),
            ("Models:Providers:apertium:Enabled", "false"),
            .. Provider(FirstId, first), .. Provider(SecondId, second), .. settings,
        ]);
        // Made when first asked for, and says so.
        _ = Models.Router;
        LinesAtStart = Models.Log.Lines.Count;
    }

    public ScriptedOpenAIServer First { get; }

    public ScriptedOpenAIServer Second { get; }

    public string FirstId { get; }

    public string SecondId { get; }

    public TestModels Models { get; }

    public ModelDispatcher Dispatcher => Models.Services.GetRequiredService<ModelDispatcher>();

    /// <summary>What was logged since the start.</summary>
    public IReadOnlyList<string> Lines => [.. Models.Log.Lines.Skip(LinesAtStart)];

    private int LinesAtStart { get; }

    public static async Task<WiredRouting> StartAsync(string name, params (string Key, string Value)[] settings) =>
        new(name, await ScriptedOpenAIServer.StartAsync(), await ScriptedOpenAIServer.StartAsync(), settings);

    public RoutePlan Plan(string operation = ModelCapabilities.Translate) => Models.Router.Plan(
        new Core.Models.Routing.RoutingContext("demo", operation),
        new RouteNeeds(Core.Language.LanguageTag.Parse("en"), Core.Language.LanguageTag.Parse("es")));

    /// <summary>A whole answer.</summary>
    public async Task<Dispatched<ModelReply>> TranslateAsync()
    {
        var answer = await Dispatcher.RunAsync(Plan(), (target, token) => Models.Translator.TranslateAsync(
            target.Provider, "Hello there", "en", "es", token), new Observer(), _limit.Token);
        answer.Call.Succeeded();
        return answer;
    }

    /// <summary>A stream whose first part has come.</summary>
    public Task<Dispatched<IAsyncEnumerator<ChatResponseUpdate>>> StreamAsync() => Dispatcher.RunAsync(
        Plan(ModelCapabilities.Chat),
        static async (target, token) =>
        {
            ChatMessage[] messages = [new(ChatRole.User, "one two three")];
            var parts = target.Provider.Client!.GetStreamingResponseAsync(messages, cancellationToken: token)
                .GetAsyncEnumerator(CancellationToken.None);
            await parts.MoveNextAsync();
            return parts;
        },
        new Observer(), _limit.Token);

    public async ValueTask DisposeAsync()
    {
        await Models.DisposeAsync();
        await First.DisposeAsync();
        await Second.DisposeAsync();
        _limit.Dispose();
    }

    private static (string, string)[] Provider(string id, ScriptedOpenAIServer server) =>
    [
        ($"Models:Providers:{id}:Kind", "OpenAICompatible"),
        ($"Models:Providers:{id}:Endpoint", server.Endpoint.ToString()),
        ($"Models:Providers:{id}:Model", "tiny-1"),
    ];
}
