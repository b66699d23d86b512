using System.ClientModel.Primitives;

namespace Stage5.Core.Models.OpenAICompatible;

/// <summary>
/// Watches event streams for their end marker: the official client takes the end of the connection for the end of
/// the answer, marker or not.
/// </summary>
internal sealed class EndMarkerPolicy : PipelinePolicy
{
    public override void Process(PipelineMessage message, IReadOnlyList<PipelinePolicy> pipeline, int currentIndex)
    {
        ProcessNext(message, pipeline, currentIndex);
        Watch(message.Response);
    }

    public override async ValueTask ProcessAsync(
        PipelineMessage message, IReadOnlyList<PipelinePolicy> pipeline, int currentIndex)
    {
        await ProcessNextAsync(message, pipeline, currentIndex);
        Watch(message.Response);
    }

    private static void Watch(PipelineResponse? response)
    {
        if (response is { Status: 200, ContentStream: { } stream }
            && response.Headers.TryGetValue("Content-Type", out var type)
            && type?.StartsWith("text/event-stream", StringComparison.OrdinalIgnoreCase) == true)
            response.ContentStream = new EndMarkedStream(stream);
    }
}
