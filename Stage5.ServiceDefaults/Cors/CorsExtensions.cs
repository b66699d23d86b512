using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.Hosting;

/// <summary>Which pages of other hosts may call this one from a browser: those of an allow-list, by default none.</summary>
public static class CorsExtensions
{
    private const string Section = "Stage5:Cors:Origins";

    /// <summary>
    /// Reads <c>Stage5:Cors:Origins</c> (separated by commas, or as children). Cookies and other credentials of the
    /// browser are never asked for: a page sends its token itself.
    /// </summary>
    /// <exception cref="OptionsValidationException">An entry is no origin; all of them are named.</exception>
    public static void AddCorsAllowList(this IHostApplicationBuilder builder)
    {
        builder.Services.AddCors();
        builder.Services.AddSingleton(provider => new CorsAllowList(Read(builder.Configuration)));
    }

    /// <summary>Answers preflights of allowed origins; without any, no answer names one. Before authentication.</summary>
    public static WebApplication UseCorsAllowList(this WebApplication app)
    {
        var origins = app.Services.GetRequiredService<CorsAllowList>().Origins;
        if (origins.Count > 0)
        {
            app.UseCors(policy => policy
                .WithOrigins([.. origins])
                .WithMethods("GET", "POST", "PUT", "PATCH", "DELETE")
                .WithHeaders("Authorization", "Content-Type", "Accept-Language", "If-Match", "If-None-Match",
                    "Idempotency-Key", "Last-Event-ID", "Mcp-Protocol-Version", "Mcp-Session-Id", "traceparent")
                .WithExposedHeaders("ETag", "Location", "Retry-After", "RateLimit", "RateLimit-Policy", "Content-Disposition")
                .SetPreflightMaxAge(TimeSpan.FromMinutes(10)));
        }
        return app;
    }

    private static string[] Read(IConfiguration configuration)
    {
        var section = configuration.GetSection(Section);
        string[] origins =
        [
            .. section.GetChildren().Select(child => child.Value ?? "").Append(section.Value ?? "")
                .SelectMany(value => value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)),
        ];
        var wrong = origins.Where(origin => !IsOrigin(origin))
            .Select(origin => $"{Section}: '{origin}' is no origin such as https://app.example.com "
                + "(http on loopback only, no path, no wildcard).").ToArray();
        return wrong.Length == 0 ? origins
            : throw new OptionsValidationException(Section, typeof(CorsAllowList), wrong);
    }

    // As a browser writes it, or it would never match.
    private static bool IsOrigin(string origin) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var uri)
        && (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback))
        && origin == uri.GetLeftPart(UriPartial.Authority) && uri.UserInfo.Length == 0
        && !origin.Contains('*', StringComparison.Ordinal);

    private sealed record CorsAllowList(IReadOnlyList<string> Origins);
}
