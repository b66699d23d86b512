using System.Text.Json.Nodes;
using Microsoft.Extensions.Primitives;
using Stage5.Api.Audit;
using Stage5.Contracts;
using Stage5.Core.Access;
using Stage5.Core.Audit;
using Stage5.Core.Conversations;
using Stage5.Core.Turns;

namespace Stage5.Api.Endpoints;

/// <summary>Messages written into a conversation: each is kept as it was written and, where a language is wanted, translated.</summary>
internal static class MessageEndpoints
{
    public static void MapMessages(this RouteGroupBuilder api) =>
        api.MapPost("/conversations/{conversationId}/messages", PostAsync)
            .RequirePermission(Permissions.ConversationsWrite)
            .AuditedElsewhere("message.written by its handler, in the moment it is written; its turn by the scripts of tasks")
            .WithName("postMessage").WithTags("Conversations")
            .WithSummary("Write a message into a conversation")
            .WithDescription("""
                The message is kept as it was written, then translated as the request or the conversation's settings say.
                201 with the message where no other language is wanted or the translation failed; else as every turn is answered: 200 with the message and
                the turn, the turn's events with `Accept: text/event-stream`, or 202 and a task with
                `Prefer: respond-async`. An `Idempotency-Key` that was used before writes no second message.
                """)
            .Produces<PostedMessage>().Produces<PostedMessage>(StatusCodes.Status201Created)
            .Produces<TaskEvent>(StatusCodes.Status200OK, ServerEvents.MediaType)
            .Produces<TaskAccepted>(StatusCodes.Status202Accepted)
            .ProducesTurnProblems()
            .ProducesProblem(StatusCodes.Status504GatewayTimeout);

    private static async Task<IResult> PostAsync(
        string conversationId, MessageRequest request, HttpContext http, TurnAnswer turns, TurnDoor door,
        ConversationWriter conversations, AuditLog audit, TextFingerprints fingerprints)
    {
        if (!ConversationRules.IsId(conversationId)) return ConversationProblems.NotFound(conversationId);
        var (identity, key) = (Identity.From(http.User), http.Request.Headers["Idempotency-Key"]);
        var message = new NewMessage(identity.User, MessageKinds.Message, request.Text)
        {
            Language = request.SourceLanguage,
            Key = StringValues.IsNullOrEmpty(key) ? null : key.ToString(),
        };
        MessageView? written = null;

        async Task<IResult?> WriteAsync()
        {
            written = (await conversations.WriteAsync(
                identity.Tenant, conversationId, message, http.RequestAborted)).Message;
            if (written is null) return ConversationProblems.NotFound(conversationId);
            await audit.AppendAsync(new AuditEntry(
                identity.Tenant, identity.Actor, "message.written", $"conversation/{conversationId}")
            {
                Details = new JsonObject { ["sequence"] = written.Sequence },
                Fingerprint = await fingerprints.OfAsync(identity.Tenant, request.Text, CancellationToken.None),
            }, CancellationToken.None);
            return null;
        }

        if (TurnAnswer.RefuseKey(http.Request) is { } invalid) return invalid;
        var decision = await door.DecideAsync(
            ToTask(conversationId, request), identity, http.RequestAborted, isKept: true);
        if (decision is not { Refusal.Code: TurnErrorCodes.TargetLanguageRequired or TurnErrorCodes.SameLanguage })
            return await turns.AnswerAsync(decision, http, first: WriteAsync,
                show: outcome => outcome.Reply is { } reply
                    ? TypedResults.Ok(new PostedMessage(written!, reply))
                    : Written(outcome.Error));
        // No language is wanted, and everything else is right.
        RateHeaders.Write(http.Response, decision.Rate);
        if (await door.EnterAsync(decision.Task, identity, http.RequestAborted) is { } refusal) return refusal.ToResult(http);
        return await WriteAsync() ?? Written(error: null);

        // Kept whatever came of the translation; that it is in its language already is no failure.
        IResult Written(TurnError? error) => TypedResults.Created($"/api/conversations/{conversationId}/messages",
            new PostedMessage(written!, Turn: null, error is { Code: not TurnErrorCodes.SameLanguage }
                ? error.ToTaskError()
                : null));
    }

    private static TaskRequest ToTask(string conversationId, MessageRequest request) => new()
    {
        Kind = TaskKinds.Translate,
        Text = request.Text,
        SourceLanguage = request.SourceLanguage,
        TargetLanguage = request.TargetLanguage,
        AdditionalTargetLanguages = request.AdditionalTargetLanguages,
        Tone = request.Tone,
        Glossary = request.Glossary,
        GlossaryDecisions = request.GlossaryDecisions,
        ConversationId = conversationId,
        Processing = request.Processing,
    };
}
