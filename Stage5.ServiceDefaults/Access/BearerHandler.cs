using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Stage5.ServiceDefaults;

/// <summary>Reads <c>Authorization: Bearer</c>; answers 401 and 403 with problem+json.</summary>
internal sealed class BearerHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory logger,
    UrlEncoder encoder,
    BearerReader reader,
    IAccessObserver? observer = null)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    private const string Prefix = "Bearer ";
    private const int MaxTokenLength = 8192;

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var headers = Request.Headers.Authorization;
        if (headers.Count == 0 || headers[0]?.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) != true)
        {
            return AuthenticateResult.NoResult();
        }

        var token = headers[0]![Prefix.Length..].Trim();
        // Two credentials in one request are ambiguous: whoever reads the other one sees another caller.
        if (headers.Count > 1 || token.Length is 0 or > MaxTokenLength || token.AsSpan().ContainsAny(' ', ','))
        {
            return AuthenticateResult.Fail("The Authorization header is malformed.");
        }

        var principal = await reader(token, Context.RequestAborted);
        return principal is null
            ? AuthenticateResult.Fail("The token is not valid.")
            : AuthenticateResult.Success(new AuthenticationTicket(principal, Scheme.Name));
    }

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        var presented = (await HandleAuthenticateOnceSafeAsync()).Failure is not null;
        if (presented && observer is not null)
            await observer.FailedAsync(Context);
        Response.Headers.WWWAuthenticate = presented ? "Bearer error=\"invalid_token\"" : "Bearer";
        await ProblemResults.WriteAsync(
            Context,
            StatusCodes.Status401Unauthorized,
            "unauthenticated",
            presented ? "The token is not valid or has expired." : "This request carries no identity.",
            "Send a valid token in the header Authorization: Bearer. ./stage5 token prints one.");
    }

    protected override async Task HandleForbiddenAsync(AuthenticationProperties properties)
    {
        BearerAccess.ThrowIfUnsettled(Context.User);
        var permission = Context.GetEndpoint()?.Metadata.GetMetadata<PermissionMetadata>()?.Permission;
        if (observer is not null)
            await observer.DeniedAsync(Context, permission);
        await ProblemResults.WriteAsync(
            Context,
            StatusCodes.Status403Forbidden,
            "permission_denied",
            permission is null
                ? "Nobody may do this: no permission is declared for it."
                : $"This needs the permission {permission}, which the caller does not hold.",
            "Ask an administrator of the tenant for a role that holds it.");
    }
}
