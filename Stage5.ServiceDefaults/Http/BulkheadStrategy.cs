using System.Diagnostics.CodeAnalysis;
using System.Threading.RateLimiting;
using Polly;

namespace Stage5.ServiceDefaults;

/// <summary>So many calls at one time; one that finds no place in the queue either fails at once.</summary>
[SuppressMessage("Design", "CA1001", Justification =
    "The limiter holds no timer and nothing unmanaged: it goes with its pipeline, which nobody disposes either.")]
internal sealed class BulkheadStrategy(HttpResilienceOptions options) : ResilienceStrategy<HttpResponseMessage>
{
    private readonly ConcurrencyLimiter _limiter = new(new ConcurrencyLimiterOptions
    {
        PermitLimit = options.MaxConcurrent,
        QueueLimit = options.MaxQueued,
        QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
    });

    protected override async ValueTask<Outcome<HttpResponseMessage>> ExecuteCore<TState>(
        Func<ResilienceContext, TState, ValueTask<Outcome<HttpResponseMessage>>> callback,
        ResilienceContext context,
        TState state)
    {
        try
        {
            using var lease = await _limiter.AcquireAsync(1, context.CancellationToken);
            return lease.IsAcquired
                ? await callback(context, state)
                : Outcome.FromException<HttpResponseMessage>(new BulkheadRejectedException());
        }
        catch (OperationCanceledException exception)
        {
            return Outcome.FromException<HttpResponseMessage>(exception);
        }
    }
}

/// <summary>Too many calls to one authority wait already.</summary>
public sealed class BulkheadRejectedException() : Exception("Too many calls wait for this service.");
