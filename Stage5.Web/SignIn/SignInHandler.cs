using System.Buffers.Text;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OAuth;
using Microsoft.Extensions.Options;
using Stage5.Web.Pages;
using Stage5.Web.Sessions;

namespace Stage5.Web.SignIn;

/// <summary>
/// OpenID Connect's code flow with PKCE on the framework's OAuth handler, which keeps state and its cookie. What the
/// provider answers is read here as far as it belongs to this sign-in (nonce, audience); who the person is, the API
/// decides: it verifies the token and makes the session.
/// </summary>
internal sealed class SignInHandler(
    IOptionsMonitor<SignInOptions> options, ILoggerFactory loggers, UrlEncoder encoder,
    SignInProvider provider, SignInSettings settings, WebSecrets secrets, SessionStarter sessions)
    : OAuthHandler<SignInOptions>(options, loggers, encoder)
{
    private const string NonceName = "nonce";
    private const int NonceBytes = 32;

    private SignInAddresses? _addresses;

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        _addresses = await provider.FindAsync(Context.RequestAborted);
        await base.HandleChallengeAsync(properties);
    }

    protected override string BuildChallengeUrl(AuthenticationProperties properties, string redirectUri)
    {
        var nonce = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(NonceBytes));
        // It goes with the state, which only this host can read, and comes back within the token.
        properties.Items[NonceName] = nonce;
        var query = base.BuildChallengeUrl(properties, redirectUri) + $"&{NonceName}={nonce}";
        var address = _addresses!.Authorization;
        return address.OriginalString + (address.Query.Length == 0 ? query : "&" + query.TrimStart('?'));
    }

    protected override async Task<OAuthTokenResponse> ExchangeCodeAsync(OAuthCodeExchangeContext context)
    {
        var ct = Context.RequestAborted;
        var form = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["grant_type"] = "authorization_code",
            ["code"] = context.Code,
            ["redirect_uri"] = context.RedirectUri,
            ["client_id"] = settings.ClientId,
            ["client_secret"] = await secrets.FindAsync(settings.ClientSecret, ct)
                ?? throw new AuthenticationFailureException("The client's secret is not there."),
            ["code_verifier"] = context.Properties.Items[OAuthConstants.CodeVerifierKey]!,
        };
        var addresses = await provider.FindAsync(ct);
        using var content = new FormUrlEncodedContent(form);
        using var response = await Backchannel.PostAsync(addresses.Token, content, ct);
        var body = await response.Content.ReadAsStringAsync(ct);
        return response.IsSuccessStatusCode
            ? OAuthTokenResponse.Success(JsonDocument.Parse(body))
            // What it says may repeat what it was sent.
            : OAuthTokenResponse.Failed(new AuthenticationFailureException(
                $"The provider refused the code with status {(int)response.StatusCode}."));
    }

    protected override async Task<AuthenticationTicket> CreateTicketAsync(
        ClaimsIdentity identity, AuthenticationProperties properties, OAuthTokenResponse tokens)
    {
        var idToken = Text(tokens.Response!.RootElement, SignInSettings.IdToken);
        if (!IdToken.IsOf(idToken, settings.ClientId, properties.Items[NonceName]))
            throw new AuthenticationFailureException("The provider's token does not belong to this sign-in.");
        properties.Items.Remove(NonceName);
        properties.Items.Remove(OAuthConstants.CodeVerifierKey);
        var bearer = settings.Token == SignInSettings.IdToken ? idToken : tokens.AccessToken;
        var (principal, reason) = await sessions.StartAsync(
            Context, bearer ?? "", SessionStarter.Token, properties, Context.RequestAborted);
        return principal is null
            ? throw new SignInRefusedException(reason)
            : new AuthenticationTicket(principal, properties, Scheme.Name);
    }

    private static string? Text(JsonElement root, string name) =>
        root.ValueKind == JsonValueKind.Object && root.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}

/// <summary>The API did not make a session.</summary>
internal sealed class SignInRefusedException(LoginReason reason) : Exception("The API made no session.")
{
    public LoginReason Reason { get; } = reason;
}
