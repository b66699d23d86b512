using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using StackExchange.Redis;
using Stage5.Api.OpenAI.Requests;
using Stage5.ServiceDefaults;

namespace Stage5.Api.OpenAI.Errors;

/// <summary>Whatever goes wrong under <c>/v1</c> leaves in OpenAI's shape, from whichever layer it comes.</summary>
internal static partial class OpenAIErrors
{
    public const string Prefix = "/v1";

    /// <summary>Call before authentication, so that its failures pass through here too.</summary>
    public static void UseOpenAIErrors(this WebApplication app) => app.UseWhen(
        http => http.Request.Path.StartsWithSegments(Prefix, StringComparison.OrdinalIgnoreCase),
        branch => branch.Use(RunAsync));

    private static async Task RunAsync(HttpContext http, RequestDelegate next)
    {
        try
        {
            // Refused here, before the host does it in the shape of its own API.
            if (RequestBody.IsEncoded(http.Request))
            {
                http.Response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
                http.Response.Headers.AcceptEncoding = "identity";
            }
            else await next(http);
            if (http.Response is { StatusCode: >= 400, HasStarted: false, ContentType: null })
                await OpenAIErrorWriter.WriteAsync(
                    http, http.Response.StatusCode, OpenAIErrorWriter.OfStatus(http.Response.StatusCode));
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // Nobody waits for an answer any more.
            if (!http.Response.HasStarted) http.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
        }
        catch (Exception exception) when (!http.Response.HasStarted)
        {
            await OpenAIErrorWriter.WriteAsync(http, Meaning(exception, http));
        }
    }

    private static DoorException Meaning(Exception exception, HttpContext http)
    {
        switch (exception)
        {
            case DoorException door:
                return door;
            case BadHttpRequestException bad:
                return new DoorException(bad.StatusCode, OpenAIErrorWriter.OfStatus(bad.StatusCode));
            case RedisException or TimeoutException:
                LogStoreUnavailable(Logger(http), exception);
                return new DoorException(StatusCodes.Status503ServiceUnavailable,
                    new OpenAIError("The store does not answer, so nothing can be admitted now. Try again in a few seconds.",
                        ErrorTypes.Server, null, "store_unavailable"), TimeSpan.FromSeconds(2));
            default:
                LogUnhandled(Logger(http), exception);
                return new DoorException(
                    StatusCodes.Status500InternalServerError, OpenAIErrorWriter.OfStatus(500));
        }
    }

    private static ILogger Logger(HttpContext http) =>
        http.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(OpenAIErrors));
}

/// <summary>401 and 403 under <c>/v1</c> in OpenAI's shape; elsewhere as the scheme writes them.</summary>
internal sealed class OpenAIAuthorizationResults : IAuthorizationMiddlewareResultHandler
{
    private readonly AuthorizationMiddlewareResultHandler _otherwise = new();

    public Task HandleAsync(
        RequestDelegate next, HttpContext context, AuthorizationPolicy policy, PolicyAuthorizationResult authorizeResult)
    {
        if (authorizeResult.Succeeded
            || !context.Request.Path.StartsWithSegments(OpenAIErrors.Prefix, StringComparison.OrdinalIgnoreCase))
            return _otherwise.HandleAsync(next, context, policy, authorizeResult);
        return WriteAsync(context, authorizeResult);
    }

    private static async Task WriteAsync(HttpContext context, PolicyAuthorizationResult authorizeResult)
    {
        var observer = context.RequestServices.GetService<IAccessObserver>();
        if (authorizeResult.Challenged)
        {
            if (observer is not null && (await context.AuthenticateAsync()).Failure is not null)
                await observer.FailedAsync(context);
            context.Response.Headers.WWWAuthenticate = "Bearer";
            await OpenAIErrorWriter.WriteAsync(context, StatusCodes.Status401Unauthorized, new OpenAIError(
                "No valid API key: send one in the header Authorization: Bearer.",
                ErrorTypes.Authentication, null, "invalid_api_key"));
            return;
        }

        BearerAccess.ThrowIfUnsettled(context.User);
        var needed = context.GetEndpoint()?.Metadata.GetMetadata<PermissionMetadata>()?.Permission;
        if (observer is not null)
            await observer.DeniedAsync(context, needed);
        await OpenAIErrorWriter.WriteAsync(context, StatusCodes.Status403Forbidden, new OpenAIError(
            needed is null ? "The caller may not do this." : $"This needs the permission {needed}, which the caller does not hold.",
            ErrorTypes.Permission, null, "permission_denied"));
    }
}
