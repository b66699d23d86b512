using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Microsoft.Extensions.Hosting;

/// <summary>Response headers for hosts that serve data, not pages.</summary>
public static class SecurityHeadersExtensions
{
    /// <summary>Nothing of an answer may be sniffed, framed, scripted, kept or leaked in a referrer.</summary>
    /// <remarks>
    /// Call <c>UseAuthentication</c> and <c>UseAuthorization</c> after it: where a program calls neither, they are
    /// put before everything, and a 401 leaves without these headers.
    /// </remarks>
    public static IApplicationBuilder UseSecurityHeaders(this IApplicationBuilder app) => app.Use((http, next) =>
    {
        // On start, because the exception handler clears what was set before.
        http.Response.OnStarting(static state =>
        {
            var context = (HttpContext)state;
            var headers = context.Response.Headers;
            context.AddTransportSecurity();
            headers.XContentTypeOptions = "nosniff";
            headers["Referrer-Policy"] = "no-referrer";
            headers.ContentSecurityPolicy = "default-src 'none'; frame-ancestors 'none'";
            // Answers are for whoever asked, unless their endpoint says otherwise.
            if (headers.CacheControl.Count == 0)
                headers.CacheControl = "no-store";
            return Task.CompletedTask;
        }, http);
        return next(http);
    });

    /// <summary>
    /// Where the request came over TLS, browsers use nothing else for this host for a year. Not for localhost, whose
    /// ports are many programs'.
    /// </summary>
    public static void AddTransportSecurity(this HttpContext http)
    {
        if (http.Request is { IsHttps: true, Host.Host: not ("localhost" or "127.0.0.1" or "[::1]") })
            http.Response.Headers.StrictTransportSecurity = "max-age=31536000";
    }
}
