using Polly;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace Stage5.ServiceDefaults;

/// <summary>
/// Sends through the authority's pipeline. What the pipeline refuses or gives up comes out as
/// <see cref="HttpRequestException"/>, so that callers know one kind of failure.
/// </summary>
internal sealed class ResilienceHandler(ResiliencePipelines pipelines) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var authority = request.RequestUri?.GetLeftPart(UriPartial.Authority) ?? "";
        var context = ResilienceContextPool.Shared.Get(cancellationToken);
        Retryable.Remember(context, request);
        try
        {
            return await pipelines.For(authority).ExecuteAsync(
                static async (context, state) => await state.Handler.SendOnceAsync(
                    state.Request, context.CancellationToken),
                context,
                (Handler: this, Request: request));
        }
        catch (TimeoutRejectedException exception)
        {
            throw new HttpRequestException(
                $"No answer from {authority} within {exception.Timeout.TotalSeconds:0.###} s.", exception);
        }
        catch (BrokenCircuitException exception)
        {
            throw new HttpRequestException($"Calls to {authority} are paused: it kept failing.", exception);
        }
        catch (BulkheadRejectedException exception)
        {
            throw new HttpRequestException($"Too many calls wait for {authority}.", exception);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    private Task<HttpResponseMessage> SendOnceAsync(
        HttpRequestMessage request, CancellationToken cancellationToken) =>
        base.SendAsync(request, cancellationToken);
}
