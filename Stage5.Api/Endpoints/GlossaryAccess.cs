using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Stage5.Contracts;
using Stage5.Core.Access;
using Stage5.Core.Conversations;
using Stage5.Core.Language.Glossaries;
using Stage5.ServiceDefaults;

namespace Stage5.Api.Endpoints;

/// <summary>Which glossaries a caller may see and change.</summary>
/// <remarks>
/// Who manages glossaries keeps those of every channel, a member or not; everybody else sees their channels' only.
/// </remarks>
internal sealed class GlossaryAccess(IChannelMembers members)
{

    /// <summary>The glossary of a scope, or why not.</summary>
    /// <param name="write">The caller wants to change it.</param>
    public async Task<(GlossaryBook? Book, ProblemHttpResult? Problem)> FindAsync(
        ClaimsPrincipal user, GlossaryScope scope, string? conversationId, bool write, CancellationToken ct)
    {
        var identity = Identity.From(user);
        if (scope == GlossaryScope.Channel)
        {
            if (conversationId is null || !ConversationRules.IsId(conversationId))
                return (null, Invalid("conversationId", "conversationId must be letters, digits, _ and -, at most 64."));

            if (!await MaySeeAsync(identity, conversationId, ct)) return (null, NoConversation());
        }

        if (write && !MayWrite(identity, scope))
        {
            return (null, Problems.Create(StatusCodes.Status403Forbidden, "permission_denied",
                $"Terms of the tenant and of channels are changed by holders of {Permissions.GlossaryManage}.",
                "Keep the term as your own (scope personal), or ask an administrator."));
        }

        return (scope switch
        {
            GlossaryScope.Tenant => GlossaryBook.OfTenant(identity.Tenant),
            GlossaryScope.Channel => GlossaryBook.OfChannel(identity.Tenant, conversationId!),
            _ => GlossaryBook.OfUser(identity.Tenant, identity.User),
        }, null);
    }

    public static bool MayWrite(Identity identity, GlossaryScope scope) =>
        scope == GlossaryScope.Personal || identity.May(Permissions.GlossaryManage);

    public static ProblemHttpResult Invalid(string field, string message) =>
        Problems.Invalid(new Dictionary<string, string[]> { [field] = [message] });

    private async ValueTask<bool> MaySeeAsync(Identity identity, string conversationId, CancellationToken ct) =>
        identity.May(Permissions.GlossaryManage)
        || await members.IsMemberAsync(identity.Tenant, identity.User, conversationId, ct);

    private static ProblemHttpResult NoConversation() => Problems.Create(
        StatusCodes.Status404NotFound, "conversation_not_found", "There is no such conversation for this caller.",
        "Check conversationId.");
}
