using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;

namespace Stage5.ServiceDefaults;

internal static class MetricsEndpoint
{
    public static void MapMetrics(this IEndpointRouteBuilder routes) => routes
        .MapGet("/metrics", static (PrometheusExporter exporter, HttpContext http) =>
        {
            var format = http.Request.Headers.Accept.Any(accept =>
                accept?.Contains("application/openmetrics-text", StringComparison.OrdinalIgnoreCase) == true)
                ? PrometheusFormat.OpenMetrics
                : PrometheusFormat.Text;
            http.Response.Headers.CacheControl = "no-store";
            return TypedResults.Text(exporter.Scrape(format), PrometheusWriter.MediaType(format));
        })
        .RequirePermission(BearerAccess.MetricsPermission, BearerAccess.Scheme)
        .DisableHttpMetrics()
        .ExcludeFromDescription();
}
