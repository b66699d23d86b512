using System.Diagnostics;
using Stage5.Contracts;
using Stage5.Core.Access;
using Stage5.Core.Tasks;
using Stage5.Core.Turns;
using Stage5.ServiceDefaults;

namespace Stage5.Api.Endpoints;

internal static class TranslateEndpoints
{
    public static void MapTranslate(this RouteGroupBuilder api) =>
        api.MapPost("/translate", TranslateAsync)
            .RequirePermission(Permissions.TurnsWrite)
            .WithName("translate").WithTags("Turns")
            .WithSummary("Translate a text and wait for it")
            .WithDescription("""
                The turn runs in this request and is recorded as a task like any other: `taskId` leads to its log.
                Closing the connection cancels it.
                """)
            .Produces<TranslateResponse>()
            .ProducesTurnProblems()
            .ProducesProblem(StatusCodes.Status504GatewayTimeout);

    private static async Task<IResult> TranslateAsync(
        TranslateRequest request, HttpContext http, TurnDoor door, TaskStore tasks, TurnRunner turns,
        CancellationToken aborted)
    {
        var task = new TaskRequest
        {
            Kind = TaskKinds.Translate,
            Lane = Lanes.Live,
            Text = request.Text,
            SourceLanguage = request.SourceLanguage,
            TargetLanguage = request.TargetLanguage,
            ConversationId = request.ConversationId,
            Processing = request.Processing,
        };
        var identity = Identity.From(http.User);
        if (await door.RefuseAsync(task, identity, http, aborted) is { } refusal) return refusal;

        var spec = new TaskSpec(identity.Tenant, identity.User, identity.TokenId, task, Activity.Current?.Id);
        await using var run = await tasks.StartInlineAsync(spec, aborted);
        var outcome = await turns.RunAsync(run, aborted);
        return outcome switch
        {
            { Reply: { } reply } => TypedResults.Ok(reply),
            { Error: { } error } => error.ToResult(http),
            _ => Problems.Create(StatusCodes.Status409Conflict, "task_cancelled",
                "The turn was cancelled before it was done.", "Send it again if you still need it."),
        };
    }

    /// <summary>The errors every turn can end with, for the API's description.</summary>
    public static RouteHandlerBuilder ProducesTurnProblems(this RouteHandlerBuilder route) => route
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .ProducesProblem(StatusCodes.Status401Unauthorized)
        .ProducesProblem(StatusCodes.Status402PaymentRequired)
        .ProducesProblem(StatusCodes.Status403Forbidden)
        .ProducesProblem(StatusCodes.Status409Conflict)
        .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
        .ProducesProblem(StatusCodes.Status415UnsupportedMediaType)
        .ProducesProblem(StatusCodes.Status422UnprocessableEntity)
        .ProducesProblem(StatusCodes.Status429TooManyRequests)
        .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
}
