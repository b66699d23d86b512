namespace Stage5.Web.SignIn;

/// <summary>Section <c>Stage5:Web:SignIn</c>: the provider that people sign in with.</summary>
public sealed class SignInSettings
{
    public const string Section = "Stage5:Web:SignIn";

    /// <summary>Address of the provider; empty leaves one-time links as the only way in.</summary>
    public Uri? Authority { get; set; }

    /// <summary>Id of the dashboard at the provider.</summary>
    public string ClientId { get; set; } = "";

    /// <summary>Name of the secret that holds the client's secret.</summary>
    public string ClientSecret { get; set; } = "";

    /// <summary>Scopes to ask for, separated by spaces; <c>openid</c> always goes with them.</summary>
    public string Scopes { get; set; } = "openid profile";

    /// <summary>Which of the provider's tokens the API verifies: <c>id_token</c> or <c>access_token</c>.</summary>
    public string Token { get; set; } = IdToken;

    internal const string IdToken = "id_token";
    internal const string AccessToken = "access_token";

    internal bool IsConfigured => Authority is not null;

    /// <summary>What is wrong with it, in sentences; empty when nothing is.</summary>
    internal IEnumerable<string> Errors(bool development)
    {
        if (Authority is null)
        {
            if (ClientId.Length > 0 || ClientSecret.Length > 0)
                yield return $"{Section}:Authority is missing, for instance https://login.example.com/tenant.";
            yield break;
        }
        if (!IsSafe(Authority, development))
            yield return $"{Section}:Authority must be an https address (http only on loopback, in development).";
        if (ClientId.Length == 0)
            yield return $"{Section}:ClientId is missing: the id of the dashboard at the provider.";
        if (ClientSecret.Length == 0)
            yield return $"{Section}:ClientSecret is missing: the name of the secret, not its value.";
        if (Token is not (IdToken or AccessToken))
            yield return $"{Section}:Token must be {IdToken} or {AccessToken}.";
    }

    internal static bool IsSafe(Uri address, bool development) => address.IsAbsoluteUri && address.UserInfo.Length == 0
        && (address.Scheme == Uri.UriSchemeHttps
            || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback && development));
}
