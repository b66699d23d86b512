using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using NSubstitute;
using Stage5.Core.Models;
using Stage5.Core.Models.Routing;
using Stage5.Core.Models.Routing.Health;

namespace Stage5.Tests.Models.Routing;

/// <summary>The room over providers that a test makes, in its own time and chance.</summary>
internal sealed class TestRouting : IDisposable
{
    private readonly ModelTelemetry _telemetry;
    private readonly LoggerFactory _loggers;

    /// <param name="settings">Under <c>Stage5:Routing:</c>.</param>
    public TestRouting(IReadOnlyList<ModelProvider> providers, params (string Key, string Value)[] settings)
        : this(providers, TimeProvider.System, settings)
    {
    }

    public TestRouting(
        IReadOnlyList<ModelProvider> providers, TimeProvider time, params (string Key, string Value)[] settings)
    {
        _loggers = new LoggerFactory([Log]);
        var random = new Random(42);
        var set = new ModelProviderSet(providers);
        var options = Read(providers.Select(provider => provider.Id), settings);
        options.Errors.ShouldBeEmpty();
        Policies = new RoutingPolicies(Options.Create(options), set, _loggers.CreateLogger<RoutingPolicies>());
        Health = new ModelHealthBoard(time);
        Router = new ModelRouter(set, Policies, Health, random);
        _telemetry = new ModelTelemetry(Health, _loggers.CreateLogger<ModelDispatcher>());
        Dispatcher = new ModelDispatcher(Health, _telemetry, time, random);
    }

    public RecordingLog Log { get; } = new();

    public RoutingPolicies Policies { get; }

    public ModelHealthBoard Health { get; }

    public ModelRouter Router { get; }

    public ModelDispatcher Dispatcher { get; }

    public static ModelRouter RouterOf(IReadOnlyList<ModelProvider> providers) => new TestRouting(providers).Router;

    public static RoutingOptions Read(IEnumerable<string> providers, params (string Key, string Value)[] settings)
    {
        var values = settings.ToDictionary(entry => $"Stage5:Routing:{entry.Key}", entry => (string?)entry.Value);
        foreach (var id in providers) values[$"Stage5:Models:Providers:{id}:Kind"] = "OpenAICompatible";
        var options = new RoutingOptions();
        RoutingOptionsReader.Read(new ConfigurationBuilder().AddInMemoryCollection(values).Build(), options);
        return options;
    }

    public RoutePlan Plan(string tenant = "demo", string? model = null, RouteNeeds? needs = null) =>
        Router.Plan(new Core.Models.Routing.RoutingContext(tenant, ModelCapabilities.Chat, model), needs ?? new RouteNeeds());

    /// <summary>Ids of the plan's targets, in order.</summary>
    public string Targets(string tenant = "demo", string? model = null, RouteNeeds? needs = null) =>
        string.Join(' ', Plan(tenant, model, needs).Targets.Select(target => target.Provider.Id));

    public string? Reason(string provider, string? model = null, RouteNeeds? needs = null) =>
        Plan("demo", model, needs).Candidates.Single(candidate => candidate.Provider == provider).Reason;

    /// <summary>Has a provider fail, as one call after the other would.</summary>
    public void Fail(ModelProvider provider, ModelFailure failure, int times = 1, TimeSpan? retryAfter = null)
    {
        var health = Health.Of(provider, provider.Model);
        for (var i = 0; i < times; i++)
        {
            var passage = health.Enter(out _).ShouldNotBeNull();
            health.Failed(passage, new ModelException(provider.Id, failure, "scripted.", retryAfter));
        }
    }

    /// <summary>Has a provider answer.</summary>
    public void Serve(ModelProvider provider, double milliseconds = 10, int times = 1)
    {
        var health = Health.Of(provider, provider.Model);
        for (var i = 0; i < times; i++)
        {
            var passage = health.Enter(out _).ShouldNotBeNull();
            health.Answered(passage, TimeSpan.FromMilliseconds(milliseconds));
            health.Succeeded(passage);
        }
    }

    /// <summary>A usable provider that chats, translates anything and streams.</summary>
    public static ModelProvider Provider(
        string id, string? unusable = null, decimal? price = null, string[]? regions = null, string[]? certifications = null,
        double weight = 1, int? limit = null, long? context = null, TimeSpan? latencyTarget = null) => new(
        id, ProviderKind.OpenAICompatible, $"model-of-{id}", Substitute.For<IChatClient>(),
        [ModelCapabilities.Chat, ModelCapabilities.Translate, ModelCapabilities.Streaming], null, unusable)
        {
            Price = price is { } amount ? new ModelPrice(amount, amount, amount, "EUR", "1") : null,
            Regions = (regions ?? []).ToHashSet(StringComparer.Ordinal),
            Certifications = (certifications ?? []).ToHashSet(StringComparer.Ordinal),
            Weight = weight,
            ConcurrencyLimit = limit,
            ContextLength = context,
            LatencyTarget = latencyTarget,
        };

    public void Dispose()
    {
        _telemetry.Dispose();
        _loggers.Dispose();
    }
}
