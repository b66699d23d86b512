using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Stage5.Contracts;

namespace Stage5.Tests.Web;

/// <summary>What a scripted API says besides tasks when a text is worked on: languages, tones, conversations, replies.</summary>
internal sealed class ScriptedLanguage
{
    public DetectionView Detection { get; set; } = new("en", 0.97, [new("en", 0.97), new("de", 0.01)]);

    public IReadOnlyList<ConversationSummary> Conversations { get; set; } = [];

    public Func<RewriteRequest, IResult> Rewrite { get; set; } = request => Results.Ok(
        Turn(TaskKinds.Rewrite) with { Text = $"{request.EditedText} ({request.Tone})", TargetLanguage = request.Language });

    /// <summary>Of each task; the next ones when deliveries are read again.</summary>
    public Func<int, IReadOnlyList<DeliveryView>> Deliveries { get; set; } = _ => [];

    public ConcurrentQueue<RewriteRequest> Rewritten { get; } = [];

    public ConcurrentQueue<ReplyRequest> Replied { get; } = [];

    public ConcurrentQueue<string> Resumed { get; } = [];

    private int _deliveriesRead;

    public static DeliveryView Delivery(int number, string state, string? recipient = null, string? error = null) => new(
        $"t.{number}", DeliveryChannels.Conversation, recipient, state, error is null ? 1 : 5, error, null, "release-talk");

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/api/detect", (DetectRequest _) => Results.Ok(Detection));
        routes.MapGet("/api/conversations", () => Results.Ok(new ConversationPage(Conversations, null)));
        routes.MapPost("/api/rewrite", (RewriteRequest request) =>
        {
            Rewritten.Enqueue(request);
            return Rewrite(request);
        });
        routes.MapPost("/api/reply", (ReplyRequest request) =>
        {
            Replied.Enqueue(request);
            return Results.Ok(Turn(TaskKinds.Reply) with { Text = request.EditedText, Deliveries = ["t.1"] });
        });
        routes.MapGet("/api/tasks/{id}/deliveries", (string id) =>
            Results.Ok(new DeliveryList(id, Deliveries(Interlocked.Increment(ref _deliveriesRead)))));
        routes.MapPost("/api/tasks/{id}/deliveries/resume", (string id) =>
        {
            Resumed.Enqueue(id);
            return Results.Accepted(value: new DeliveryList(id, []));
        });
    }

    private static TurnResponse Turn(string kind) =>
        new(Guid.CreateVersion7().ToString(), kind, TurnResult.Completed, Receipts.Plain);
}
