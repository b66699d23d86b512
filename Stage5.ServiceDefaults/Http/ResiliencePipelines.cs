using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Polly.Timeout;

namespace Stage5.ServiceDefaults;

/// <summary>One pipeline an authority, shared by all handlers of a client, which come and go.</summary>
internal sealed partial class ResiliencePipelines(
    HttpResilienceOptions options, TimeProvider time, Func<double> random, ILogger<ResiliencePipelines> logger)
{
    // Callers may name the authority (a webhook, for instance), so the memory it takes is bounded.
    private const int MaxAuthorities = 1024;

    private readonly ConcurrentDictionary<string, Entry> _entries = new(StringComparer.OrdinalIgnoreCase);

    public HttpResilienceOptions Options => options;

    public ResiliencePipeline<HttpResponseMessage> For(string authority)
    {
        if (_entries.Count >= MaxAuthorities && !_entries.ContainsKey(authority))
        {
            foreach (var (stale, _) in _entries.OrderBy(pair => pair.Value.UsedAt).Take(MaxAuthorities / 8))
            {
                _entries.TryRemove(stale, out _);
            }
        }

        var entry = _entries.GetOrAdd(authority, static (key, self) => new Entry(self.Build(key)), this);
        entry.UsedAt = time.GetTimestamp();
        return entry.Pipeline;
    }

    private ResiliencePipeline<HttpResponseMessage> Build(string authority) =>
        new ResiliencePipelineBuilder<HttpResponseMessage> { TimeProvider = time }
            .AddTimeout(options.TotalTimeout)
            .AddStrategy(_ => new BulkheadStrategy(options), new BulkheadOptions())
            .AddRetry(Retry(authority))
            .AddCircuitBreaker(Breaker(authority))
            .AddTimeout(new TimeoutStrategyOptions
            {
                TimeoutGenerator = attempt => ValueTask.FromResult(
                    Retryable.IsRepeatable(attempt.Context) ? options.AttemptTimeout : Timeout.InfiniteTimeSpan),
            })
            .Build();

    private RetryStrategyOptions<HttpResponseMessage> Retry(string authority) => new()
    {
        MaxRetryAttempts = Math.Max(1, options.Retries),
        ShouldHandle = attempt => ValueTask.FromResult(
            options.Retries > 0 && Retryable.ShouldRetry(attempt, options, time)),
        BackoffType = DelayBackoffType.Exponential,
        UseJitter = true,
        Randomizer = random,
        Delay = options.RetryDelay,
        MaxDelay = options.MaxRetryDelay,
        DelayGenerator = attempt => ValueTask.FromResult(Retryable.RetryAfter(attempt.Outcome.Result, time)),
        OnRetry = attempt =>
        {
            var cause = attempt.Outcome.Exception?.GetType().Name
                ?? attempt.Outcome.Result?.StatusCode.ToString()
                ?? "unknown";
            Retrying(logger, authority, attempt.AttemptNumber + 1, attempt.RetryDelay.TotalMilliseconds, cause);
            return ValueTask.CompletedTask;
        },
    };

    private CircuitBreakerStrategyOptions<HttpResponseMessage> Breaker(string authority) => new()
    {
        ShouldHandle = attempt => ValueTask.FromResult(Retryable.ShouldBreak(attempt)),
        FailureRatio = options.FailureRatio,
        MinimumThroughput = options.MinimumThroughput,
        SamplingDuration = options.SamplingDuration,
        BreakDuration = options.BreakDuration,
        OnOpened = opened =>
        {
            Opened(logger, authority, opened.BreakDuration.TotalSeconds);
            return ValueTask.CompletedTask;
        },
        OnClosed = _ =>
        {
            Closed(logger, authority);
            return ValueTask.CompletedTask;
        },
    };

    private sealed class BulkheadOptions : ResilienceStrategyOptions;

    private sealed class Entry(ResiliencePipeline<HttpResponseMessage> pipeline)
    {
        public ResiliencePipeline<HttpResponseMessage> Pipeline => pipeline;

        public long UsedAt { get; set; }
    }
}
