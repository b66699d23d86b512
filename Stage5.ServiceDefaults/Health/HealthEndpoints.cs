using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Stage5.ServiceDefaults;

internal static class HealthEndpoints
{
    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/health", static async (DependencyHealth health, HttpContext http) =>
            {
                http.Response.Headers.CacheControl = "no-store";
                var view = await health.ReadAsync(http.RequestAborted);
                var status = string.Equals(view.Status, "unhealthy", StringComparison.Ordinal)
                    ? StatusCodes.Status503ServiceUnavailable
                    : StatusCodes.Status200OK;
                return TypedResults.Json(view, statusCode: status);
            })
            .AllowAnonymous().DisableHttpMetrics().ExcludeFromDescription();

        routes.MapGet("/alive", static (HttpContext http) =>
            {
                http.Response.Headers.CacheControl = "no-store";
                return TypedResults.Json(new HealthView("healthy", []));
            })
            .AllowAnonymous().DisableHttpMetrics().ExcludeFromDescription();
    }
}
