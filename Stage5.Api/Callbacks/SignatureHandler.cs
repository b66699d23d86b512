using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using Stage5.Contracts;
using Stage5.Core.Access;
using Stage5.Core.Webhooks;
using Stage5.ServiceDefaults;

namespace Stage5.Api.Callbacks;

/// <summary>A callback whose signature was right: its bytes, and what names it once.</summary>
internal sealed record SignedCallback(
    string Source, CallbackSourceOptions Options, string Id, ReadOnlyMemory<byte> Body);

/// <summary>
/// Proves who a callback is from by its signature, over the bytes as they arrived. The identity it gives can deliver a
/// callback and nothing else; no other scheme gives that permission.
/// </summary>
internal sealed class SignatureHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory logger,
    UrlEncoder encoder,
    CallbackSources sources,
    IAccessObserver? observer = null)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string SchemeName = "Signature";

    /// <summary>Bytes of a callback.</summary>
    public const int MostBytes = 256 * 1024;

    private SignatureVerdict? _verdict;

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (Request.RouteValues["source"] is not string name)
            return AuthenticateResult.NoResult();
        var body = await ReadAsync();
        var headers = Request.Headers;
        var check = sources.Check(name, new CallbackMessage(
            new WebhookHeaders(headers[StandardWebhook.IdHeader], headers[StandardWebhook.TimestampHeader],
                headers[StandardWebhook.SignatureHeader]),
            headers.Authorization, body));
        _verdict = check.Verdict;
        if (check.Verdict == SignatureVerdict.Absent)
            return AuthenticateResult.NoResult();
        if (check.Verdict != SignatureVerdict.Valid || sources.Find(name) is not { } source)
            return AuthenticateResult.Fail("The signature is not valid.");

        Context.Features.Set(new SignedCallback(name, source, check.Id, body));
        var identity = new Identity(
            source.Tenant!, CallbackSources.UserOf(name, source), [], [Permissions.CallbacksDeliver], $"callback-{name}")
        {
            Credential = "signature",
        };
        return AuthenticateResult.Success(new AuthenticationTicket(identity.ToPrincipal(), Scheme.Name));
    }

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        await HandleAuthenticateOnceSafeAsync();
        if (_verdict is SignatureVerdict.Invalid or SignatureVerdict.Expired && observer is not null)
            await observer.FailedAsync(Context);
        var (code, detail, next) = _verdict switch
        {
            SignatureVerdict.Invalid => ("signature_invalid", "The callback's signature is not valid.",
                "Sign the raw bytes that are sent with the source's secret; send each header once."),
            SignatureVerdict.Expired => ("signature_expired",
                "The callback was signed more than five minutes from now.",
                "Sign it when it is sent, in Unix seconds, with a clock that is right."),
            _ => ("unauthenticated", "This callback carries no signature of a known source.",
                "Send webhook-id, webhook-timestamp and webhook-signature: docs/webhooks.md."),
        };
        await ProblemResults.WriteAsync(Context, StatusCodes.Status401Unauthorized, code, detail, next);
    }

    protected override async Task HandleForbiddenAsync(AuthenticationProperties properties)
    {
        if (observer is not null)
            await observer.DeniedAsync(Context, Permissions.CallbacksDeliver);
        await ProblemResults.WriteAsync(Context, StatusCodes.Status403Forbidden, "permission_denied",
            "A signature is good for delivering callbacks alone.", "Use POST /api/callbacks/{source}.");
    }

    // Read once, and only here: what is verified and what is used are the same bytes.
    private async Task<byte[]> ReadAsync()
    {
        if (Request.ContentLength > MostBytes)
            throw TooLarge();
        using var body = new MemoryStream();
        var buffer = new byte[16 * 1024];
        int read;
        while ((read = await Request.Body.ReadAsync(buffer, Context.RequestAborted)) > 0)
        {
            if (body.Length + read > MostBytes)
                throw TooLarge();
            body.Write(buffer, 0, read);
        }

        return body.ToArray();
    }

    private static BadHttpRequestException TooLarge() =>
        new("A callback has at most 256 KiB.", StatusCodes.Status413PayloadTooLarge);
}
