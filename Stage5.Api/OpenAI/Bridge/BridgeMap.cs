using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Stage5.Api.OpenAI.Bridge;

/// <summary>What of a request has no counterpart.</summary>
/// <param name="What">For a sentence: "… cannot be asked for {What}".</param>
/// <param name="Param">The field of the request.</param>
internal sealed record BridgeObstacle(string What, string Param);

/// <summary>A request in the words of <see cref="IChatClient"/>, for providers of another wire.</summary>
internal sealed class BridgeMap
{
    private BridgeMap(BridgeObstacle obstacle) => Obstacle = obstacle;

    private BridgeMap(IReadOnlyList<ChatMessage> messages, ChatOptions options) =>
        (Messages, Options) = (messages, options);

    /// <summary>Null when all of it can be said.</summary>
    public BridgeObstacle? Obstacle { get; }

    public IReadOnlyList<ChatMessage> Messages { get; } = [];

    public ChatOptions Options { get; } = new();

    public static BridgeMap Of(DoorRequest request)
    {
        if (request.Scan.Choices > 1) return new BridgeMap(new BridgeObstacle("more than one choice", "n"));
        using var document = JsonDocument.Parse(request.Edits.Apply(request.Body.Memory, request.Scan.Model));
        try
        {
            var options = BridgeOptions.Of(document.RootElement, request.Scan.MaxTokens);
            return new BridgeMap([.. BridgeMessages.Of(document.RootElement.GetProperty("messages"))], options);
        }
        catch (BridgeException obstacle)
        {
            return new BridgeMap(obstacle.Obstacle);
        }
    }
}

/// <summary>Ends a mapping at what cannot be mapped.</summary>
internal sealed class BridgeException(string what, string param) : Exception(what)
{
    public BridgeObstacle Obstacle { get; } = new(what, param);
}
