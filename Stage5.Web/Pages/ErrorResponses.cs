using System.Diagnostics;
using Microsoft.AspNetCore.Diagnostics;
using Stage5.Contracts;
using Stage5.Web.Components.Pages;

namespace Stage5.Web.Pages;

/// <summary>Errors of this host: a page for people, <c>application/problem+json</c> for programs.</summary>
internal static class ErrorResponses
{
    private static readonly PathString[] ProgramPaths = ["/api", "/openapi", "/fragments"];

    public static Problem CrossOriginRefused { get; } = Create(
        403, "cross_origin_refused", "The request did not come from a page of this dashboard.",
        "Use the dashboard, or call the API itself with a token.");

    public static Problem ApiUnavailable { get; } = Create(
        503, "api_unavailable", "The API cannot be reached right now.",
        "Try again in a moment; Home shows when it is back.");

    public static Problem NotFound { get; } = Create(
        404, "not_found", "There is nothing at this address.", "Check the address.");

    public static Problem Unauthenticated { get; } = Create(
        401, "unauthenticated", "There is no session, or it has ended.", "Sign in with a one-time link.");

    public static Problem Forbidden { get; } = Create(
        403, "forbidden", "Your role does not allow this.", "Ask an administrator of your tenant.");

    public static Problem Unexpected { get; } = Create(
        500, "unexpected_error", "The dashboard failed on this request.",
        "Try again; if it stays, look the trace id up in the logs.");

    public static Problem UnreadableAnswer(int status) => Create(
        502, "api_answer_unreadable", $"The API answered with status {status} and a body of another shape.",
        "Check that the dashboard and the API are of the same version.");

    public static Problem UnreadableRequest(BadHttpRequestException e) => Create(
        e.StatusCode, e.StatusCode == 413 ? "body_too_large" : "bad_request", e.Message, "Send a valid request.");

    /// <summary>The body of an answer that so far is a status only.</summary>
    public static Task WriteAsync(HttpContext context)
    {
        var problem = context.Response.StatusCode switch
        {
            401 => Unauthenticated,
            403 => Forbidden,
            404 => NotFound,
            500 => Unexpected,
            var status => Create(status, "http_" + status, "The request was not accepted.", "Go back and try again."),
        };
        return WriteAsync(context, problem);
    }

    /// <summary>The problem as a page or, for programs, as it is.</summary>
    public static Task WriteAsync(HttpContext context, Problem problem)
    {
        if (IsForPrograms(context.Request)) return WriteProblemAsync(context, problem);
        var page = problem.Status == 401
            ? LoginPage.Result(LoginReason.SignedOut, 401)
            : ErrorPage.Result(problem with { TraceId = problem.TraceId ?? TraceId });
        return page.ExecuteAsync(context);
    }

    public static Task WriteUnexpectedAsync(HttpContext context)
    {
        if (context.Features.Get<IExceptionHandlerFeature>()?.Error is BadHttpRequestException bad)
            context.Response.StatusCode = bad.StatusCode;
        return WriteAsync(context);
    }

    public static Task WriteProblemAsync(HttpContext context, Problem problem)
    {
        context.Response.StatusCode = problem.Status!.Value;
        return context.Response.WriteAsJsonAsync(
            problem with { TraceId = problem.TraceId ?? TraceId },
            ContractsJson.Default.Problem, "application/problem+json", context.RequestAborted);
    }

    private static string? TraceId => Activity.Current?.TraceId.ToHexString();

    private static bool IsForPrograms(HttpRequest request) =>
        ProgramPaths.Any(path => request.Path.StartsWithSegments(path, StringComparison.OrdinalIgnoreCase))
        || !request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);

    private static Problem Create(int status, string code, string detail, string next) => new(
        "about:blank", Microsoft.AspNetCore.WebUtilities.ReasonPhrases.GetReasonPhrase(status), status,
        detail, code, next, TraceId: null);
}
