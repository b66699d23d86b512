using Microsoft.Extensions.Primitives;
using Stage5.Web.Pages;

namespace Stage5.Web.Security;

/// <summary>
/// Refuses requests that change something unless this dashboard's own pages sent them: the session is a
/// cookie, which a browser would also attach to another site's request.
/// </summary>
internal sealed class SameOrigin(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context) =>
        IsSafe(context.Request.Method) || IsSameOrigin(context.Request)
            ? next(context)
            : ErrorResponses.WriteProblemAsync(context, ErrorResponses.CrossOriginRefused);

    private static bool IsSafe(string method) =>
        HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method);

    internal static bool IsSameOrigin(HttpRequest request)
    {
        var site = request.Headers["Sec-Fetch-Site"];
        if (!StringValues.IsNullOrEmpty(site)) return site == "same-origin";

        // Browsers leave Sec-Fetch-Site out on plain http that is not localhost, but always send Origin.
        return request.Headers.Origin is [{ } origin]
            && Uri.TryCreate(origin, UriKind.Absolute, out var sender)
            && sender.Scheme == request.Scheme
            && string.Equals(
                sender.Authority,
                new Uri($"{request.Scheme}://{request.Host}").Authority,
                StringComparison.OrdinalIgnoreCase);
    }
}
