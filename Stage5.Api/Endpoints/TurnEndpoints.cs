using Stage5.Api.Audit;
using Stage5.Contracts;

namespace Stage5.Api.Endpoints;

/// <summary>The calls that make a text. Each takes the one road and is answered by <see cref="TurnAnswer"/>.</summary>
internal static class TurnEndpoints
{
    private const string HowAnswered = """
         The turn runs in this request and is recorded as a task like any other: `taskId` leads to its log. Closing the
        connection cancels it. With `Accept: text/event-stream` the answer is the task's log as it is written; with
        `Prefer: respond-async`, and for texts above 20,000 characters, it is 202 and a task. A call with an
        `Idempotency-Key` that was used before is answered with the first one's result.
        """;

    public static void MapTurns(this RouteGroupBuilder api)
    {
        api.MapPost("/translate", (TranslateRequest request, HttpContext http, TurnAnswer turns) =>
                turns.AnswerAsync(request.ToTask(), http))
            .WithName("translate").WithSummary("Translate a text")
            .WithDescription("""
                Into one language or several, each by itself: `translations` says who made it, what it cost and, where one
                failed, why. Where the language of the text is not given it is detected; below a confidence of 0.70 the
                outcome is `languageSelection` and nothing is translated. Terms with several translations are a
                `glossaryConflict` where `glossary` is `askOnConflict`.
                """ + HowAnswered)
            .IsTurn();
        api.MapPost("/rewrite", (RewriteRequest request, HttpContext http, TurnAnswer turns) =>
                turns.AnswerAsync(request.ToTask(), http))
            .WithName("rewrite").WithSummary("Say a text in another tone")
            .WithDescription("Of `editedText` where it is given. Nothing is added to the text." + HowAnswered)
            .IsTurn();
        api.MapPost("/summarize", (SummarizeRequest request, HttpContext http, TurnAnswer turns) =>
                turns.AnswerAsync(request.ToTask(), http))
            .WithName("summarize").WithSummary("Sum up a text or a conversation")
            .WithDescription("Of `text`, or of the newest messages of `conversationId`." + HowAnswered)
            .IsTurn();
        api.MapPost("/reply", (ReplyRequest request, HttpContext http, TurnAnswer turns) =>
                turns.AnswerAsync(request.ToTask(), http))
            .WithName("reply").WithSummary("Translate a reply and deliver it into a conversation")
            .WithDescription("""
                The reply is put into the outbox in the same step that ends its task, and delivered in order:
                `deliveries` names what `/api/tasks/{taskId}/deliveries` shows the state of.
                """ + HowAnswered)
            .IsTurn();
    }

    /// <summary>The errors every turn can end with, for the API's description.</summary>
    public static RouteHandlerBuilder ProducesTurnProblems(this RouteHandlerBuilder route) => route
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .ProducesProblem(StatusCodes.Status401Unauthorized)
        .ProducesProblem(StatusCodes.Status402PaymentRequired)
        .ProducesProblem(StatusCodes.Status403Forbidden)
        .ProducesProblem(StatusCodes.Status404NotFound)
        .ProducesProblem(StatusCodes.Status409Conflict)
        .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
        .ProducesProblem(StatusCodes.Status415UnsupportedMediaType)
        .ProducesProblem(StatusCodes.Status422UnprocessableEntity)
        .ProducesProblem(StatusCodes.Status429TooManyRequests)
        .ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    internal static RouteHandlerBuilder IsTurn(this RouteHandlerBuilder route) => route
        .RequirePermission(Permissions.TurnsWrite)
        .AuditedElsewhere(AuditPlaces.Tasks)
        .WithTags("Turns")
        .Produces<TurnResponse>()
        .Produces<TaskEvent>(StatusCodes.Status200OK, "text/event-stream")
        .Produces<TaskAccepted>(StatusCodes.Status202Accepted)
        .ProducesTurnProblems()
        .ProducesProblem(StatusCodes.Status504GatewayTimeout);
}
