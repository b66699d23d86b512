using Microsoft.AspNetCore.Http.Features;
using Stage5.Contracts;
using Stage5.Web.Pages;

namespace Stage5.Web.Forwarding;

/// <summary>What of the API a browser reaches through its session.</summary>
internal static class ForwardingEndpoints
{
    /// <summary>The one request whose body may be a file.</summary>
    internal const string ImportRoute = "/api/glossary/import";

    /// <summary>Bytes; the API has a limit of its own and says it.</summary>
    private const long ImportBytes = 64 * 1024 * 1024;

    public static void MapForwarding(this IEndpointRouteBuilder routes)
    {
        // Whoever is signed in may ask; the API decides.
        routes.Map("/api/{**path}", Forward).RequirePermission(Permissions.AccessSelf);
        routes.MapPost(ImportRoute, ForwardImport).RequirePermission(Permissions.GlossaryWrite);
        routes.MapGet("/openapi/v1.json", Forward).RequirePermission(Permissions.MetadataRead);

        // Tokens never pass through a browser.
        routes.Map("/api/access/session/{**path}",
            context => ErrorResponses.WriteProblemAsync(context, ErrorResponses.NotFound))
            .RequirePermission(Permissions.AccessSelf);
    }

    private static Task ForwardImport(HttpContext context)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = ImportBytes;
        return Forward(context);
    }

    private static Task Forward(HttpContext context) => HasDotSegment(context.Request.Path)
        ? ErrorResponses.WriteProblemAsync(context, ErrorResponses.NotFound)
        : context.RequestServices.GetRequiredService<ApiForwarder>().ForwardAsync(context);

    // %252e comes in as %2e, and the address it is sent on to would fold that into another path than the one routed.
    private static bool HasDotSegment(PathString path) => path.Value!.Split('/', '\\')
        .Any(segment => Uri.UnescapeDataString(segment) is "." or ".." || segment.Contains('%', StringComparison.Ordinal));
}
