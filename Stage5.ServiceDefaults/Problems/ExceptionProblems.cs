using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace Stage5.ServiceDefaults;

/// <summary>The last exception handler: every exception becomes a problem that tells no internals.</summary>
internal sealed partial class ExceptionProblems(ILogger<ExceptionProblems> logger) : IExceptionHandler
{
    private const int RetryAfterSeconds = 2;

    public async ValueTask<bool> TryHandleAsync(
        HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        switch (exception)
        {
            case BadHttpRequestException bad:
                await ProblemResults.WriteAsync(httpContext, OfRequest(bad));
                break;
            case RedisConnectionException or RedisTimeoutException:
                StoreUnavailable(logger, exception);
                httpContext.Response.Headers.RetryAfter = RetryAfterSeconds.ToString(CultureInfo.InvariantCulture);
                await ProblemResults.WriteAsync(
                    httpContext,
                    StatusCodes.Status503ServiceUnavailable,
                    "store_unavailable",
                    "The store does not answer, so nothing can be read or kept now.",
                    "Try again in a few seconds.");
                break;
            default:
                Unhandled(logger, exception);
                await ProblemResults.WriteAsync(httpContext, Problems.ForStatus(500));
                break;
        }

        return true;
    }

    // The exception's own message names types and parameters of the code; the position in the JSON helps more.
    private static ProblemDetails OfRequest(BadHttpRequestException exception)
    {
        if (exception is { StatusCode: StatusCodes.Status400BadRequest, InnerException: JsonException json })
        {
            var place = json.Path is null ? "" : $" at {json.Path}";
            var line = json.LineNumber is null
                ? ""
                : string.Create(CultureInfo.InvariantCulture, $", line {json.LineNumber + 1}");
            return Problems.Details(
                exception.StatusCode,
                "invalid_request",
                $"The request body is not the JSON expected{place}{line}.",
                "Compare it with the schema at /openapi/v1.json.");
        }

        return Problems.ForStatus(exception.StatusCode);
    }
}
