using Microsoft.Extensions.AI;
using Stage5.Api.OpenAI.Answers;
using Stage5.Api.OpenAI.Bridge;
using Stage5.Core.Models.Routing;
using Stage5.Core.Models.Wires;

namespace Stage5.Api.OpenAI.Upstreams;

/// <summary>Asks a provider of another wire through its <see cref="IChatClient"/>.</summary>
internal sealed class BridgeUpstream(TimeProvider time) : IUpstream
{
    public async Task<IAnswerStream> StreamAsync(
        DoorRequest request, RouteTarget target, CancellationToken opening, CancellationToken caller)
    {
        var stop = CancellationTokenSource.CreateLinkedTokenSource(caller);
        await using var deadline = opening.Register(stop.Cancel);
        var updates = target.Provider.Client!
            .GetStreamingResponseAsync(request.Bridge.Messages, OptionsOf(request), stop.Token)
            .GetAsyncEnumerator(stop.Token);
        var stream = new BridgeStream(updates, WriterOf(target), stop);
        try
        {
            await stream.ReadAsync();
            return stream;
        }
        catch
        {
            await stream.DisposeAsync();
            opening.ThrowIfCancellationRequested();
            throw;
        }
    }

    public async Task<AnswerDocument> WholeAsync(
        DoorRequest request, RouteTarget target, CancellationToken cancellationToken)
    {
        var response = await target.Provider.Client!.GetResponseAsync(
            request.Bridge.Messages, OptionsOf(request), cancellationToken);
        return AnswerDocument.Of(WriterOf(target).Completion(response));
    }

    // A try may be one of several: none sees what another did to its options.
    private static ChatOptions OptionsOf(DoorRequest request)
    {
        var options = request.Bridge.Options.Clone();
        options.AdditionalProperties = new() { [CallTenant.Property] = request.Caller.Tenant };
        return options;
    }

    private BridgeWriter WriterOf(RouteTarget target)
    {
        var now = time.GetUtcNow();
        return new BridgeWriter($"chatcmpl-{Guid.CreateVersion7(now):N}", target.Model, now);
    }
}
