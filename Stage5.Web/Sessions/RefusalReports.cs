using System.Net.Http.Headers;
using Microsoft.AspNetCore.Authentication;
using Stage5.Contracts;
using Stage5.ServiceDefaults;
using Stage5.Web.Api;
using Stage5.Web.Pages;
using Stage5.Web.SignIn;

namespace Stage5.Web.Sessions;

/// <summary>
/// Has the API put on record whom this host did not let in. A refusal stands whether that works or not, and waits
/// for it two seconds at most, even when the browser has left.
/// </summary>
internal sealed partial class RefusalReports(
    IHttpClientFactory clients, IConfiguration configuration, WebSecrets secrets, TimeProvider time,
    ILogger<RefusalReports> logger) : IAccessObserver
{
    private const string Prefix = "Bearer ";
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    /// <summary>Nothing to tell: the API, which was asked whose token it is, has that on record.</summary>
    public Task FailedAsync(HttpContext context) => Task.CompletedTask;

    /// <summary>A program with a token of its own, at <c>/metrics</c>.</summary>
    public Task DeniedAsync(HttpContext context, string? permission) =>
        DeniedAsync(permission, context.Request.Headers.Authorization.ToString()[Prefix.Length..].Trim());

    /// <summary>A person with a session, at any page.</summary>
    public async Task PageDeniedAsync(HttpContext context) => await DeniedAsync(
        context.GetEndpoint()?.Metadata.GetMetadata<PermissionMetadata>()?.Permission,
        await context.GetTokenAsync(SessionTicket.AccessTokenName));

    /// <summary>Who came back from the provider. What the API refused is on record without this.</summary>
    public async Task SignInFailedAsync(HttpContext context, LoginReason reason)
    {
        var word = reason switch
        {
            LoginReason.SignInFailed => SignInFailure.Failed,
            LoginReason.ProviderUnavailable => SignInFailure.Unavailable,
            _ => null,
        };
        if (word is null || !SharedKeys.IsConfigured(configuration)) return;
        var failure = new SignInFailure
        {
            Reason = word,
            Address = context.Connection.RemoteIpAddress?.ToString(),
        };
        await TellAsync("sign-in-failures", ct => SharedKeys.FindKeyAsync(configuration, secrets, ct),
            JsonContent.Create(failure, ContractsJson.Default.SignInFailure));
    }

    private Task DeniedAsync(string? permission, string? token) => permission is null || token is null
        ? Task.CompletedTask
        : TellAsync("denials", _ => Task.FromResult<string?>(token),
            JsonContent.Create(new DenialReport { Permission = permission }, ContractsJson.Default.DenialReport));

    private async Task TellAsync(string what, Func<CancellationToken, Task<string?>> bearer, JsonContent content)
    {
        using var limit = new CancellationTokenSource(Limit, time);
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/access/{what}") { Content = content };
        try
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await bearer(limit.Token));
            using var response = await clients.CreateClient(ApiCaller.ClientName).SendAsync(request, limit.Token);
            if (!response.IsSuccessStatusCode)
                LogNotRecorded(logger, what, $"the API answers {(int)response.StatusCode}");
        }
        catch (Exception e)
        {
            // Whatever it is: the refusal stands.
            LogNotRecorded(logger, what, e.Message);
        }
    }

    [LoggerMessage(1263, LogLevel.Warning, "A refusal is not in the audit (POST /api/access/{What}): {Reason}")]
    private static partial void LogNotRecorded(ILogger logger, string what, string reason);
}
