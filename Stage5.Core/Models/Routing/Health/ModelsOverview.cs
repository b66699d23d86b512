using Stage5.Contracts;

namespace Stage5.Core.Models.Routing.Health;

/// <summary>Every provider with what all processes measured of it, merged.</summary>
public sealed class ModelsOverview
{
    private readonly ModelRouter _router;
    private readonly ModelHealthBoard _health;
    private readonly ModelReports _reports;
    private readonly ModelProcess _process;
    private readonly TimeProvider _time;

    internal ModelsOverview(
        ModelRouter router, ModelHealthBoard health, ModelReports reports, ModelProcess process, TimeProvider time) =>
        (_router, _health, _reports, _process, _time) = (router, health, reports, process, time);

    /// <exception cref="StackExchange.Redis.RedisException">The store is away.</exception>
    /// <exception cref="TimeoutException">The store did not answer.</exception>
    public async Task<ModelsView> ReadAsync(CancellationToken cancellationToken)
    {
        // Of itself this process knows more than it last said.
        var reports = (await _reports.ListAsync(cancellationToken))
            .Where(report => report.Process != _process.Id)
            .Append(new ModelReport(_process.Id, _health.Read()))
            .ToArray();
        var served = reports.SelectMany(report => report.Measures).Sum(measure => measure.Served);
        return new ModelsView(
            [.. _router.Providers.Select(provider => View(provider, reports, served))],
            (int)SlidingCounts.Window.TotalSeconds,
            _time.GetUtcNow());
    }

    private static ModelView View(ModelProvider provider, ModelReport[] reports, long servedByAll)
    {
        var processes = reports
            .Select(report => (report.Process, Measures: report.Measures.Where(m => m.Provider == provider.Id).ToArray()))
            .Where(report => report.Measures.Length > 0)
            .ToArray();
        var all = Merged.Of([.. processes.SelectMany(report => report.Measures)]);
        return new ModelView(
            provider.Id, provider.Kind?.ToString() ?? "", provider.Model, provider.Usable, provider.UnusableReason,
            [.. provider.Capabilities.Order(StringComparer.Ordinal)],
            provider.Price?.ToView(),
            provider.ContextLength,
            [.. provider.Regions.Order(StringComparer.Ordinal)],
            [.. provider.Certifications.Order(StringComparer.Ordinal)],
            provider.LatencyTarget?.TotalMilliseconds, provider.Weight, provider.ConcurrencyLimit,
            all.Breaker, all.RetryAt, all.LatencyMs, all.ErrorRate, all.InFlight, all.Served, all.Failed,
            servedByAll == 0 ? null : (double)all.Served / servedByAll,
            all.LastError, all.LastErrorAt,
            [.. processes.Select(report => ViewOf(report.Process, Merged.Of(report.Measures)))])
        {
            InputTokensPerCharacter = all.InputPerCharacter,
            OutputTokensPerCharacter = all.OutputPerCharacter,
        };
    }

    private static ModelProcessView ViewOf(string process, Merged measured) => new(
        process, measured.Breaker, measured.RetryAt, measured.LatencyMs, measured.ErrorRate, measured.InFlight);

    /// <summary>
    /// Several measures as one: the worst breaker, means weighted by calls, sums. A breaker that a tenant's own secret
    /// opened is open to nobody else, so it is not in it.
    /// </summary>
    private sealed record Merged(
        BreakerState Breaker, DateTimeOffset? RetryAt, double? LatencyMs, double? ErrorRate, int InFlight,
        long Served, long Failed, string? LastError, DateTimeOffset? LastErrorAt, double? InputPerCharacter,
        double? OutputPerCharacter)
    {
        public static Merged Of(ModelMeasure[] measures)
        {
            var last = measures.MaxBy(measure => measure.LastErrorAt);
            var shared = measures.Where(measure => measure.Owner is null).ToArray();
            return new Merged(
                shared.Select(measure => measure.Breaker).DefaultIfEmpty(BreakerState.Closed).Max(),
                shared.Max(measure => measure.RetryAt),
                Mean(measures, static measure => measure.LatencyMs),
                Mean(measures, static measure => measure.ErrorRate),
                measures.Sum(measure => measure.InFlight),
                measures.Sum(measure => measure.Served),
                measures.Sum(measure => measure.Failed),
                last?.LastError,
                last?.LastErrorAt,
                Mean(measures, static measure => measure.InputPerCharacter),
                Mean(measures, static measure => measure.OutputPerCharacter));
        }

        private static double? Mean(ModelMeasure[] measures, Func<ModelMeasure, double?> value)
        {
            var measured = measures.Where(measure => value(measure) is not null)
                .Select(measure => (Value: value(measure)!.Value, Weight: Math.Max(1, measure.Served + measure.Failed)))
                .ToArray();
            return measured.Length == 0
                ? null
                : measured.Sum(one => one.Value * one.Weight) / measured.Sum(one => one.Weight);
        }
    }
}
