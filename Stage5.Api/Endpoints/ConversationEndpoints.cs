using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Mvc;
using Stage5.Api.Audit;
using Stage5.Contracts;
using Stage5.Core.Access;
using Stage5.Core.Conversations;
using Stage5.ServiceDefaults;

namespace Stage5.Api.Endpoints;

internal static class ConversationEndpoints
{
    public static void MapConversations(this RouteGroupBuilder api)
    {
        var conversations = api.MapGroup("/conversations").WithTags("Conversations");

        conversations.MapPost("", CreateAsync)
            .RequirePermission(Permissions.ConversationsWrite).Audited("conversation.created", "conversation")
            .WithName("createConversation")
            .WithSummary("Make a conversation")
            .WithDescription("""
                The caller is one of its owners. 409 when the id is taken by a conversation that the caller is in, or
                when the caller has made as many as a person may; 404 when it is taken by others'.
                """)
            .Produces<ConversationView>(StatusCodes.Status201Created).ProducesConversationProblems()
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);

        conversations.MapGet("", ListAsync)
            .RequirePermission(Permissions.ConversationsRead).WithName("listConversations")
            .WithSummary("List the conversations one is in, the newest activity first")
            .Produces<ConversationPage>().ProducesConversationProblems();

        conversations.MapGet("/{conversationId}", GetAsync)
            .RequirePermission(Permissions.ConversationsRead).WithName("getConversation")
            .WithSummary("A conversation with its members and settings")
            .WithDescription("The ETag is the version of its members; send it in If-Match to change them.")
            .Produces<ConversationView>().ProducesConversationProblems()
            .ProducesProblem(StatusCodes.Status404NotFound);

        conversations.MapPut("/{conversationId}/members", SetMembersAsync)
            .RequirePermission(Permissions.ConversationsWrite).Audited("members.changed", "conversation", "conversationId")
            .WithName("putMembers")
            .WithSummary("Say who is in a conversation from now on")
            .WithDescription("""
                For its owners; another member gets 403, whoever is not a member 404. Who is not in it any more reads
                nothing more of it, and their stream ends.
                """)
            .Produces<ConversationView>().ProducesConversationProblems()
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status412PreconditionFailed)
            .ProducesProblem(StatusCodes.Status428PreconditionRequired);

        conversations.MapGet("/{conversationId}/messages", MessageStream.ReadOrStreamAsync)
            .RequirePermission(Permissions.ConversationsRead).WithName("readMessages")
            .WithSummary("The messages of a conversation, as a page or as a stream")
            .WithDescription("""
                The newest page, or the one after or before a sequence, in order of sequence. With
                `Accept: text/event-stream` every message from the first, or after `Last-Event-ID` or `?after=`, and
                then live: `id` is the sequence, `event` is `message`, `data` a message. A comment every ten seconds
                keeps the connection open. When the caller's membership ends, the last event is `end`; do not come back.
                """)
            .Produces<MessagePage>().Produces<MessageView>(StatusCodes.Status200OK, ServerEvents.MediaType)
            .ProducesConversationProblems().ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<IResult> CreateAsync(
        ConversationRequest request, ClaimsPrincipal user, ConversationStore conversations, HttpContext http,
        CancellationToken cancellationToken)
    {
        var identity = Identity.From(user);
        if (ConversationRules.Errors(request.Members ?? [], identity.User) is { Count: > 0 } errors)
            return Problems.Invalid(errors);
        var (entry, made) = await conversations.CreateAsync(identity.Tenant, identity.User, request.Title,
            request.Members ?? [], request.Settings, request.Id, cancellationToken);
        switch (entry)
        {
            case ConversationEntry.Created:
                http.Response.Headers.ETag = VersionTag.Of(made!.Version);
                http.AuditNote().ResourceId = made.Id;
                http.AuditNote().After = Audited(made.Members);
                return TypedResults.Created($"/api/conversations/{made.Id}", made);
            case ConversationEntry.Member:
                return Problems.Create(StatusCodes.Status409Conflict, "conversation_exists",
                    $"You are in a conversation {made!.Id} already.", $"Read it at /api/conversations/{made.Id}.");
            default:
                return ConversationProblems.Refuse(entry, request.Id ?? "")!;
        }
    }

    private static async Task<IResult> ListAsync(
        ClaimsPrincipal user, ConversationStore conversations, CancellationToken cancellationToken,
        [FromQuery, Range(1, 100), Description("Conversations a page, 1 to 100; 25 if absent.")] int limit = 25,
        [FromQuery, StringLength(200), Description("`nextCursor` of the page before.")] string? cursor = null)
    {
        var identity = Identity.From(user);
        try
        {
            return TypedResults.Ok(await conversations.ListAsync(
                identity.Tenant, identity.User, limit, cursor, cancellationToken));
        }
        catch (ArgumentException) when (cursor is not null)
        {
            return Problems.Create(StatusCodes.Status400BadRequest, "invalid_cursor",
                "The cursor is none that a page of conversations gave.",
                "Leave cursor out to start with the newest activity.");
        }
    }

    private static async Task<IResult> GetAsync(
        string conversationId, ClaimsPrincipal user, ConversationStore conversations, HttpResponse response,
        CancellationToken cancellationToken)
    {
        var identity = Identity.From(user);
        var found = await conversations.FindAsync(identity.Tenant, identity.User, conversationId, cancellationToken);
        if (found is null) return ConversationProblems.NotFound(conversationId);
        response.Headers.ETag = VersionTag.Of(found.Version);
        return TypedResults.Ok(found);
    }

    private static async Task<IResult> SetMembersAsync(
        string conversationId, MembersUpdate update, ClaimsPrincipal user, ConversationStore conversations,
        HttpContext http, CancellationToken cancellationToken)
    {
        var identity = Identity.From(user);
        var found = await conversations.FindAsync(identity.Tenant, identity.User, conversationId, cancellationToken);
        if (found is null) return ConversationProblems.NotFound(conversationId);
        if (!found.Members.Any(one => one.User == identity.User && one.Role == ConversationRoles.Owner))
            return ConversationProblems.NotOwner();
        if (http.Request.Headers.IfMatch.Count == 0) return ConversationProblems.Unseen();
        if (ConversationRules.Errors(update.Members ?? [], caller: null) is { Count: > 0 } errors)
            return Problems.Invalid(errors);
        if (!VersionTag.TryRead(http.Request, out var expected)) return ConversationProblems.Changed();

        var (outcome, changed) = await conversations.SetMembersAsync(
            identity.Tenant, identity.User, conversationId, update.Members!, expected, cancellationToken);
        http.AuditNote().Before = Audited(found.Members);
        http.AuditNote().After = Audited(changed?.Members ?? update.Members!);
        if (changed is not null)
        {
            http.Response.Headers.ETag = VersionTag.Of(changed.Version);
            return TypedResults.Ok(changed);
        }
        return outcome switch
        {
            MembersOutcome.Changed => ConversationProblems.Changed(),
            MembersOutcome.NotOwner => ConversationProblems.NotOwner(),
            _ => ConversationProblems.NotFound(conversationId),
        };
    }

    private static JsonArray Audited(IEnumerable<ConversationMember> members) => new([.. members.Select(one =>
        (JsonNode)new JsonObject { ["user"] = one.User, ["role"] = one.Role })]);

    private static RouteHandlerBuilder ProducesConversationProblems(this RouteHandlerBuilder route) => route
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .ProducesProblem(StatusCodes.Status401Unauthorized)
        .ProducesProblem(StatusCodes.Status403Forbidden)
        .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
}
