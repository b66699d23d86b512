using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace Stage5.Core.Models.Wires;

/// <summary>
/// What every call over a wire has in common: its time limit, whose it is, and what its failures mean. One call is one
/// try: retrying is for the router and the queue, who know what it costs.
/// </summary>
internal sealed class WireCall(string provider, TimeSpan timeout, TimeProvider time)
{
    public async Task<T> RunAsync<T>(
        ChatOptions? options, Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken)
    {
        using var tryLimit = new TryLimit(timeout, time, cancellationToken);
        CallTenant.Current = CallTenant.Of(options);
        try
        {
            return await call(tryLimit.Token);
        }
        catch (Exception exception) when (!IsCallers(exception, cancellationToken))
        {
            throw Failure(exception);
        }
    }

    /// <summary>Ends well only where the answer said why it ended.</summary>
    public async IAsyncEnumerable<ChatResponseUpdate> StreamAsync(
        ChatOptions? options,
        Func<CancellationToken, IAsyncEnumerable<ChatResponseUpdate>> call,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var tryLimit = new TryLimit(timeout, time, cancellationToken);
        await using var updates = call(tryLimit.Token).GetAsyncEnumerator(tryLimit.Token);
        var finished = false;
        while (await MoveNextAsync())
        {
            finished |= updates.Current.FinishReason is not null;
            yield return updates.Current;
        }

        if (!finished)
            throw new ModelException(provider, ModelFailure.Transient, "the answer is not a whole chat completion.");

        // Each part has the whole time limit, however long the reader took over the last one.
        async Task<bool> MoveNextAsync()
        {
            CallTenant.Current = CallTenant.Of(options);
            tryLimit.Restart();
            try
            {
                return await updates.MoveNextAsync();
            }
            catch (Exception exception) when (!IsCallers(exception, cancellationToken))
            {
                throw Failure(exception);
            }
            finally
            {
                tryLimit.Pause();
            }
        }
    }

    private static bool IsCallers(Exception exception, CancellationToken caller) =>
        exception is NotSupportedException
        || (exception is OperationCanceledException && caller.IsCancellationRequested);

    private ModelException Failure(Exception exception) =>
        WireFailures.For(provider, exception, timeout, time.GetUtcNow());
}
