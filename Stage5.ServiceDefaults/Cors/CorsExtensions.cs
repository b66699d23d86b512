using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Stage5.ServiceDefaults;

namespace Microsoft.Extensions.Hosting;

/// <summary>Which pages of other hosts may call this one from a browser: those of an allow-list, by default none.</summary>
public static class CorsExtensions
{
    /// <summary>
    /// Reads <c>Stage5:Cors:Origins</c> (separated by commas, or as children). Cookies and other credentials of the
    /// browser are never asked for: a page sends its token itself.
    /// </summary>
    public static void AddCorsAllowList(this IHostApplicationBuilder builder)
    {
        builder.Services.AddCors();
        builder.Services.AddConfigurationRule<CorsRule>();
    }

    /// <summary>Answers preflights of allowed origins; without any, no answer names one. Before authentication.</summary>
    /// <exception cref="OptionsValidationException">An entry is no origin; all of them are named.</exception>
    public static WebApplication UseCorsAllowList(this WebApplication app)
    {
        // A host that was not checked must not let more in than was meant.
        string[] wrong = [.. new CorsRule().Errors(app.Configuration)];
        if (wrong.Length > 0)
            throw new OptionsValidationException(CorsRule.Section, typeof(CorsRule), wrong);
        var origins = CorsRule.Origins(app.Configuration);
        if (origins.Length > 0)
        {
            app.UseCors(policy => policy
                .WithOrigins(origins)
                .WithMethods("GET", "POST", "PUT", "PATCH", "DELETE")
                .WithHeaders("Authorization", "Content-Type", "Accept-Language", "If-Match", "If-None-Match",
                    "Idempotency-Key", "Last-Event-ID", "Mcp-Protocol-Version", "Mcp-Session-Id", "traceparent")
                .WithExposedHeaders("ETag", "Location", "Retry-After", "RateLimit", "RateLimit-Policy", "Content-Disposition")
                .SetPreflightMaxAge(TimeSpan.FromMinutes(10)));
        }
        return app;
    }
}
