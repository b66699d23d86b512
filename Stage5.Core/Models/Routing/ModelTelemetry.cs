using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Stage5.Contracts;
using Stage5.Core.Models.Routing.Health;

namespace Stage5.Core.Models.Routing;

/// <summary>The one place where a try is timed, traced, counted and logged. Labels are what is configured.</summary>
internal sealed partial class ModelTelemetry : IDisposable
{
    public const string Name = "Stage5.Models";

    private static readonly ActivitySource Source = new(Name);

    private readonly Meter _meter = new(Name);
    private readonly ILogger _logger;
    private readonly Counter<long> _calls;
    private readonly Histogram<double> _duration;
    private readonly Counter<long> _fallbacks;
    private readonly Counter<long> _servedDiffers;

    public ModelTelemetry(ModelHealthBoard health, ILogger<ModelDispatcher> logger)
    {
        _logger = logger;
        _calls = _meter.CreateCounter<long>("stage5.model.calls", description: "Calls to providers.");
        _duration = _meter.CreateHistogram<double>("stage5.model.duration", "s", "Time of a call until its end.");
        _fallbacks = _meter.CreateCounter<long>(
            "stage5.model.fallbacks", description: "Calls that went on to another provider.");
        _servedDiffers = _meter.CreateCounter<long>(
            "stage5.model.served_differs", description: "Answers by another provider than asked for or preferred.");
        _meter.CreateObservableGauge("stage5.model.in_flight",
            () => Observe(health, static model => model.InFlight), description: "Calls now.");
        _meter.CreateObservableGauge("stage5.model.breaker",
            () => Observe(health, static model => model.Breaker switch
            {
                BreakerState.Closed => 0,
                BreakerState.HalfOpen => 1,
                _ => 2,
            }), description: "0 closed, 1 half open, 2 open.");
    }

    public static Activity? Start(string operation, RouteTarget target, int number)
    {
        // Built only where somebody listens.
        if (!Source.HasListeners()) return null;
        var activity = Source.StartActivity($"{operation} {target.Model}", ActivityKind.Client);
        return activity?
            .SetTag("gen_ai.operation.name", operation)
            .SetTag("gen_ai.provider.name", target.Provider.Kind?.ToString().ToLowerInvariant())
            .SetTag("gen_ai.request.model", target.Model)
            .SetTag("stage5.provider", target.Provider.Id)
            .SetTag("stage5.try", number);
    }

    /// <param name="outcome"><c>served</c>, <c>cancelled</c>, <c>error</c>, or the class of the failure.</param>
    /// <param name="message">Null when it was served.</param>
    public void Ended(Activity? activity, TryFacts facts, string outcome, LogLevel level, string? message, TimeSpan elapsed)
    {
        var provider = facts.Target.Provider.Id;
        _calls.Add(1, new("provider", provider), new("outcome", outcome));
        _duration.Record(elapsed.TotalSeconds, new("provider", provider), new("outcome", outcome));
        LogTry(_logger, level, facts.Number, facts.Operation, provider, facts.Target.Model, outcome,
            elapsed.TotalMilliseconds, message ?? "");
        if (activity is null) return;
        if (outcome != "served")
        {
            activity.SetTag("error.type", outcome);
            if (level >= LogLevel.Warning) activity.SetStatus(ActivityStatusCode.Error, message);
        }

        // A stream ends in its reader's context, whose current span is not this one.
        var current = Activity.Current;
        activity.Stop();
        if (current != activity) Activity.Current = current;
    }

    public void FellBack(string from, string to, string reason) =>
        _fallbacks.Add(1, new("from", from), new("to", to), new("reason", reason));

    public void Served(RoutePlan plan, string provider)
    {
        if (plan.FirstChoice is { } first && !first.Equals(provider, StringComparison.Ordinal))
            _servedDiffers.Add(1, new("requested", first), new("served", provider));
    }

    public void Dispose() => _meter.Dispose();

    private static IEnumerable<Measurement<int>> Observe(ModelHealthBoard health, Func<ModelMeasure, int> value) =>
        health.Read().Select(model => new Measurement<int>(value(model), Tags(model)));

    // Tenants with secrets of their own are configured too.
    private static IEnumerable<KeyValuePair<string, object?>> Tags(ModelMeasure model)
    {
        yield return new("provider", model.Provider);
        yield return new("model", model.Model);
        if (model.Owner is { } owner)
            yield return new("tenant", owner);
    }
}

/// <summary>Which try of which call.</summary>
/// <param name="Number">From 1.</param>
internal sealed record TryFacts(string Operation, RouteTarget Target, int Number);
