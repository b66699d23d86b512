using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

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
        http.Response.StatusCode = problem.Status ?? StatusCodes.Status500InternalServerError;
        http.Response.Headers.CacheControl = "no-store";
        return http.Response.WriteAsJsonAsync(
            problem, options: null, Problems.MediaType, http.RequestAborted);
    }
}
