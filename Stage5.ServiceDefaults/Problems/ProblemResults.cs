using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;

namespace Stage5.ServiceDefaults;

/// <summary>Writes errors from middleware and handlers, whatever the caller's <c>Accept</c> header says.</summary>
public static class ProblemResults
{
    /// <summary>Sets the status and writes the body; see <see cref="Problems.Create"/>.</summary>
    public static Task WriteAsync(HttpContext http, int status, string code, string detail, string next) =>
        WriteAsync(http, Problems.Details(status, code, detail, next));

    /// <summary>Sets the status and writes the document.</summary>
    public static Task WriteAsync(HttpContext http, ProblemDetails problem)
    {
        Redact(http, problem);
        http.Response.StatusCode = problem.Status ?? StatusCodes.Status500InternalServerError;
        http.Response.Headers.CacheControl = "no-store";
        return http.Response.WriteAsJsonAsync(
            problem, options: null, Problems.MediaType, http.RequestAborted);
    }

    /// <summary>A detail may repeat what somebody else's server said.</summary>
    internal static void Redact(HttpContext http, ProblemDetails problem)
    {
        if (problem.Detail is { } detail && http.RequestServices.GetService<TextRedaction>() is { } redaction)
        {
            problem.Detail = redaction.Redact(detail);
        }
    }
}
