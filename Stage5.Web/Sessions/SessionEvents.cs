using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;

namespace Stage5.Web.Sessions;

/// <summary>Checks a session on every request, renews its tokens, and answers instead of redirecting.</summary>
internal sealed partial class SessionEvents(
    SessionRenewer renewer, RefusalReports refusals, TimeProvider time, ILogger<SessionEvents> logger)
    : CookieAuthenticationEvents
{
    public override async Task ValidatePrincipal(CookieValidatePrincipalContext context)
    {
        var now = time.GetUtcNow();
        var ticket = SessionTicket.Read(context.Properties);
        if (ticket is null || SessionRules.IsOver(ticket, now))
        {
            await EndAsync(context);
            return;
        }

        var current = await renewer.RenewAsync(ticket, context.HttpContext.RequestAborted);
        if (current is null)
        {
            LogRenewalRefused(logger);
            await EndAsync(context);
            return;
        }

        if (SessionRules.CountsAsActivity(context.Request)
            && now - current.LastActiveAt >= SessionRules.ActivityStep)
            current = current with { LastActiveAt = now };
        if (current == ticket) return;
        current.Store(context.Properties);
        context.ShouldRenew = true;
    }

    public override Task RedirectToLogin(RedirectContext<CookieAuthenticationOptions> context) =>
        AnswerAsync(context, StatusCodes.Status401Unauthorized);

    public override async Task RedirectToAccessDenied(RedirectContext<CookieAuthenticationOptions> context)
    {
        await refusals.PageDeniedAsync(context.HttpContext);
        await AnswerAsync(context, StatusCodes.Status403Forbidden);
    }

    // The body follows in ErrorResponses: a page for people, a problem for programs.
    private static Task AnswerAsync(RedirectContext<CookieAuthenticationOptions> context, int status)
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    }

    private static async Task EndAsync(CookieValidatePrincipalContext context)
    {
        context.RejectPrincipal();
        await context.HttpContext.SignOutAsync();
    }
}
