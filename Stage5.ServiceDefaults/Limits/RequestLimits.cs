using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Stage5.ServiceDefaults;

namespace Microsoft.Extensions.Hosting;

/// <summary>What a request may cost before anyone has looked at it; docs/compliance.md has them as a table.</summary>
public static class RequestLimits
{
    /// <summary>Bytes of a body, as sent: bodies are not decompressed.</summary>
    public const long BodyBytes = 1024 * 1024;

    /// <summary>Levels of a JSON document of our own API.</summary>
    public const int JsonDepth = 32;

    /// <summary>A compressed body is refused with 415 before a byte of it is read, so there is nothing to inflate.</summary>
    public static IApplicationBuilder UseRequestLimits(this IApplicationBuilder app) => app.Use(static (http, next) =>
        http.Request.Headers.ContentEncoding is { Count: > 0 } encoding && !IsIdentity(encoding.ToString())
            ? RefuseAsync(http)
            : next(http));

    internal static void Apply(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = BodyBytes;
        kestrel.Limits.MaxRequestHeaderCount = 64;
        kestrel.Limits.MaxRequestHeadersTotalSize = 32 * 1024;
        kestrel.Limits.MaxRequestLineSize = 8 * 1024;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
        kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(240, TimeSpan.FromSeconds(5));
    }

    private static bool IsIdentity(string encoding) =>
        encoding.Trim() is "" || encoding.Trim().Equals("identity", StringComparison.OrdinalIgnoreCase);

    private static Task RefuseAsync(HttpContext http)
    {
        // RFC 9110: a 415 about the coding says which there are.
        http.Response.Headers.AcceptEncoding = "identity";
        return ProblemResults.WriteAsync(http, StatusCodes.Status415UnsupportedMediaType, "unsupported_encoding",
            "Compressed request bodies are not accepted.", "Send the body as it is, without Content-Encoding.");
    }
}
