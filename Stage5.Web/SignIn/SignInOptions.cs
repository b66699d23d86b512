using Microsoft.AspNetCore.Authentication.OAuth;

namespace Stage5.Web.SignIn;

/// <summary>
/// Options of the scheme. Addresses come from the provider's discovery document and the client's secret from where
/// secrets are kept, each when it is used.
/// </summary>
internal sealed class SignInOptions : OAuthOptions
{
    internal const string Scheme = "SignIn";
    internal const string Callback = "/login/callback";

    public SignInOptions()
    {
        CallbackPath = Callback;
        UsePkce = true;
        AuthorizationEndpoint = "";
    }

    /// <summary>SignInSettings are checked at the start.</summary>
    public override void Validate()
    {
    }
}
