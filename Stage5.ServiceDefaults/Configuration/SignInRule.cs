using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace Stage5.ServiceDefaults;

/// <summary>
/// <c>Stage5:Web:SignIn</c>, the provider that people sign in to the dashboard with, is whole, or is not there.
/// </summary>
public sealed class SignInRule(IHostEnvironment environment) : IConfigurationRule
{
    public const string Section = "Stage5:Web:SignIn";

    public IEnumerable<string> Errors(IConfiguration configuration)
    {
        var section = configuration.GetSection(Section);
        var id = section["ClientId"] is { Length: > 0 };
        var secret = section["ClientSecret"] is { Length: > 0 };
        if (section["Authority"] is not { Length: > 0 } authority)
        {
            if (id || secret)
                yield return $"{Section}:Authority is missing: the provider that people sign in at.";
            yield break;
        }
        if (!Uri.TryCreate(authority, UriKind.Absolute, out var address)
            || !IsSafe(address, environment.IsDevelopment()))
            yield return $"{Section}:Authority must be an https address (http only on loopback, in development).";
        if (!id)
            yield return $"{Section}:ClientId is missing: the id of the dashboard at the provider.";
        if (!secret)
            yield return $"{Section}:ClientSecret is missing: the name of the secret, not its value.";
        if (section["Token"] is not (null or "id_token" or "access_token"))
            yield return $"{Section}:Token must be id_token or access_token.";
    }

    /// <summary>Whether codes and secrets may go there.</summary>
    public static bool IsSafe(Uri address, bool development) => address.IsAbsoluteUri && address.UserInfo.Length == 0
        && (address.Scheme == Uri.UriSchemeHttps
            || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback && development));
}
