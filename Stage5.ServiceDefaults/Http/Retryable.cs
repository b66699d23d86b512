using System.Net;
using System.Net.Http.Json;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Polly.Timeout;

namespace Stage5.ServiceDefaults;

/// <summary>Which failures may be tried again, and which count against a service.</summary>
internal static class Retryable
{
    private static readonly ResiliencePropertyKey<HttpRequestMessage> Key = new("Stage5.Request");

    public static void Remember(ResilienceContext context, HttpRequestMessage request) =>
        context.Properties.Set(Key, request);

    /// <summary>Doing it twice has the effect of doing it once, and its body can be sent twice.</summary>
    public static bool IsRepeatable(ResilienceContext context) =>
        context.Properties.TryGetValue(Key, out var request)
        && (request.Method == HttpMethod.Get || request.Method == HttpMethod.Head
            || request.Method == HttpMethod.Options || request.Method == HttpMethod.Put
            || request.Method == HttpMethod.Delete)
        && request.Content is null or ByteArrayContent or JsonContent or ReadOnlyMemoryContent;

    public static bool IsFailure(Outcome<HttpResponseMessage> outcome) => outcome switch
    {
        { Exception: HttpRequestException or TimeoutRejectedException or IOException } => true,
        { Result.StatusCode: HttpStatusCode.RequestTimeout } => true,
        { Result.StatusCode: HttpStatusCode.NotImplemented or HttpStatusCode.HttpVersionNotSupported } => false,
        { Result.StatusCode: >= HttpStatusCode.InternalServerError } => true,
        _ => false,
    };

    public static bool ShouldRetry(
        RetryPredicateArguments<HttpResponseMessage> attempt, HttpResilienceOptions options, TimeProvider time) =>
        IsRepeatable(attempt.Context)
        && (IsFailure(attempt.Outcome) || attempt.Outcome.Result?.StatusCode == HttpStatusCode.TooManyRequests)
        && !(RetryAfter(attempt.Outcome.Result, time) > options.MaxRetryDelay);

    public static bool ShouldBreak(CircuitBreakerPredicateArguments<HttpResponseMessage> attempt) =>
        IsFailure(attempt.Outcome);

    /// <summary>How long the service asks to wait; null when it does not say.</summary>
    public static TimeSpan? RetryAfter(HttpResponseMessage? response, TimeProvider time)
    {
        var header = response?.Headers.RetryAfter;
        var wait = header?.Delta ?? (header?.Date - time.GetUtcNow());
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait;
    }
}
