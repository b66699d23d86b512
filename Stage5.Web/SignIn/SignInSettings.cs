using Stage5.ServiceDefaults;

namespace Stage5.Web.SignIn;

/// <summary>Section <c>Stage5:Web:SignIn</c>: the provider that people sign in with.</summary>
public sealed class SignInSettings
{
    public const string Section = SignInRule.Section;

    /// <summary>Address of the provider; empty leaves one-time links as the only way in.</summary>
    public Uri? Authority { get; init; }

    /// <summary>Id of the dashboard at the provider.</summary>
    public string ClientId { get; init; } = "";

    /// <summary>Name of the secret that holds the client's secret.</summary>
    public string ClientSecret { get; init; } = "";

    /// <summary>Scopes to ask for, separated by spaces; <c>openid</c> always goes with them.</summary>
    public string Scopes { get; init; } = "openid profile";

    /// <summary>Which of the provider's tokens the API verifies: <c>id_token</c> or <c>access_token</c>.</summary>
    public string Token { get; init; } = IdToken;

    internal const string IdToken = "id_token";
    internal const string AccessToken = "access_token";

    internal bool IsConfigured => Authority is not null;

    /// <summary>As it is configured; whether that is right, <see cref="SignInRule"/> says.</summary>
    internal static SignInSettings Read(IConfiguration configuration)
    {
        var section = configuration.GetSection(Section);
        var standard = new SignInSettings();
        return new SignInSettings
        {
            Authority = Uri.TryCreate(section[nameof(Authority)], UriKind.Absolute, out var authority) ? authority : null,
            ClientId = section[nameof(ClientId)] ?? standard.ClientId,
            ClientSecret = section[nameof(ClientSecret)] ?? standard.ClientSecret,
            Scopes = section[nameof(Scopes)] ?? standard.Scopes,
            Token = section[nameof(Token)] ?? standard.Token,
        };
    }
}
