using Microsoft.Extensions.Configuration;

namespace Stage5.ServiceDefaults;

/// <summary><c>Stage5:Cors:Origins</c> (separated by commas, or as children) has origins and nothing else.</summary>
public sealed class CorsRule : IConfigurationRule
{
    internal const string Section = "Stage5:Cors:Origins";

    public IEnumerable<string> Errors(IConfiguration configuration) => Origins(configuration)
        .Where(origin => !IsOrigin(origin))
        .Select(origin => $"{Section}: '{origin}' is no origin such as https://app.example.com "
            + "(http on loopback only, no path, no wildcard).");

    internal static string[] Origins(IConfiguration configuration)
    {
        var section = configuration.GetSection(Section);
        return
        [
            .. section.GetChildren().Select(child => child.Value ?? "").Append(section.Value ?? "")
                .SelectMany(value => value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)),
        ];
    }

    // As a browser writes it, or it would never match.
    private static bool IsOrigin(string origin) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var uri)
        && (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback))
        && origin == uri.GetLeftPart(UriPartial.Authority) && uri.UserInfo.Length == 0
        && !origin.Contains('*', StringComparison.Ordinal);
}
