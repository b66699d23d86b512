namespace Stage5.ServiceDefaults;

/// <summary>How a client of <c>IHttpClientFactory</c> bears with a slow or failing service.</summary>
public sealed class HttpResilienceOptions
{
    /// <summary>From the call to the response's headers, all tries together. A stream may last longer.</summary>
    public TimeSpan TotalTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>One try of an idempotent call, to the headers. Other calls have the total only.</summary>
    public TimeSpan AttemptTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Further tries of an idempotent call.</summary>
    public int Retries { get; set; } = 3;

    /// <summary>Median wait before the first retry; doubles, with jitter.</summary>
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Longest wait; a <c>Retry-After</c> beyond it ends the tries.</summary>
    public TimeSpan MaxRetryDelay { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Calls to one authority that wait for their headers at one time.</summary>
    public int MaxConcurrent { get; set; } = 100;

    /// <summary>Calls that may queue for a place; beyond it they fail at once.</summary>
    public int MaxQueued { get; set; } = 200;

    /// <summary>Share of failures, 0 to 1, that opens an authority's circuit.</summary>
    public double FailureRatio { get; set; } = 0.5;

    /// <summary>Tries in the sampling window before the share counts.</summary>
    public int MinimumThroughput { get; set; } = 20;

    /// <summary>The window over which failures are counted.</summary>
    public TimeSpan SamplingDuration { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long an open circuit refuses calls before it lets one through.</summary>
    public TimeSpan BreakDuration { get; set; } = TimeSpan.FromSeconds(5);
}
