using Stage5.Core.Conversations;
using Stage5.ServiceDefaults;

namespace Stage5.Api.Endpoints;

/// <summary>What is said to who may not, or not now, do something with a conversation.</summary>
internal static class ConversationProblems
{
    /// <summary>The door of every call that names a conversation.</summary>
    /// <returns>Null to go on.</returns>
    public static IResult? Refuse(ConversationEntry entry, string conversationId) => entry switch
    {
        ConversationEntry.Stranger => NotFound(conversationId),
        ConversationEntry.Full => Problems.Create(StatusCodes.Status409Conflict, "conversation_limit",
            "You have made as many conversations as a person may.",
            "Go on in one that you have; the oldest no longer count after some time."),
        _ => null,
    };

    public static IResult NotFound(string conversationId) => Problems.Create(StatusCodes.Status404NotFound,
        "conversation_not_found",
        $"There is no conversation {(ConversationRules.IsId(conversationId) ? conversationId : "of that id")}.",
        "Check the id, or ask an owner to add you.");

    public static IResult NotOwner() => Problems.Create(StatusCodes.Status403Forbidden, "permission_denied",
        "Only an owner of the conversation says who is in it.", "Ask one of its owners.");

    public static IResult Unseen() => Problems.Create(StatusCodes.Status428PreconditionRequired,
        "precondition_required", "Members are only replaced by who has seen the current ones.",
        "Read the conversation and send its ETag in If-Match.");

    public static IResult Changed() => Problems.Create(StatusCodes.Status412PreconditionFailed, "version_conflict",
        "If-Match does not name the current version of the members.",
        "Read the conversation again, and send its ETag.");
}
