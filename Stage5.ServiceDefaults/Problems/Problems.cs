using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;

namespace Stage5.ServiceDefaults;

/// <summary>Errors as RFC 9457 with the extensions <c>code</c>, <c>next</c> and <c>traceId</c>.</summary>
public static class Problems
{
    /// <summary>The media type of every error body.</summary>
    public const string MediaType = "application/problem+json";

    private static readonly (string Code, string Detail, string Next) Other =
        ("request_failed", "The request failed.", "Look the trace id up in the logs.");

    private static readonly Dictionary<int, (string Code, string Detail, string Next)> Defaults = new()
    {
        [400] = ("invalid_request", "The request is malformed.", "Correct it and send it again."),
        [401] = ("unauthenticated", "This request carries no identity.", "Send Authorization: Bearer."),
        [403] = ("permission_denied", "The caller may not do this.", "Ask an administrator of the tenant."),
        [404] = ("not_found", "There is nothing at this address.", "Check the address and the tenant."),
        [405] = ("method_not_allowed", "This address does not take this method.", "See the header Allow."),
        [408] = ("request_timeout", "The request arrived too slowly.", "Send it again."),
        [413] = ("payload_too_large", "The request body is too large.", "Send a smaller one."),
        [415] = ("unsupported_media_type", "The body's media type is not understood.", "Send application/json."),
        [429] = ("too_many_requests", "Too many requests.", "Wait as long as Retry-After says."),
        [500] = ("internal_error", "Something went wrong on our side.", "Try again; then look the trace id up."),
        [503] = ("unavailable", "The service is not available now.", "Try again in a moment."),
    };

    /// <summary>A result for an endpoint to return.</summary>
    /// <param name="status">HTTP status, 400 to 599.</param>
    /// <param name="code">Stable, snake case; what a program branches on.</param>
    /// <param name="detail">What happened, in a sentence for a person.</param>
    /// <param name="next">What to do about it.</param>
    /// <param name="extensions">Further members, camel case.</param>
    public static ProblemHttpResult Create(
        int status,
        string code,
        string detail,
        string next,
        IReadOnlyDictionary<string, object?>? extensions = null) =>
        TypedResults.Problem(Details(status, code, detail, next, extensions));

    /// <summary>A 400 with the messages per field.</summary>
    public static ProblemHttpResult Invalid(IReadOnlyDictionary<string, string[]> errors) => Create(
        StatusCodes.Status400BadRequest,
        "invalid_request",
        string.Join(' ', errors.SelectMany(field => field.Value).Distinct(StringComparer.Ordinal)),
        "Correct the fields named in errors and send it again.",
        new Dictionary<string, object?>(StringComparer.Ordinal) { ["errors"] = errors });

    /// <summary>The same as <see cref="Create"/>, as a document.</summary>
    public static ProblemDetails Details(
        int status,
        string code,
        string detail,
        string next,
        IReadOnlyDictionary<string, object?>? extensions = null)
    {
        var problem = new ProblemDetails { Status = status, Detail = detail };
        problem.Extensions["code"] = code;
        problem.Extensions["next"] = next;
        foreach (var (name, value) in extensions ?? new Dictionary<string, object?>(StringComparer.Ordinal))
        {
            problem.Extensions[name] = value;
        }

        return Complete(problem);
    }

    /// <summary>What a bare status code means, for answers that nobody gave a body.</summary>
    internal static ProblemDetails ForStatus(int status)
    {
        var (code, detail, next) = Defaults.GetValueOrDefault(status, Other);
        return Details(status, code, detail, next);
    }

    /// <summary>Fills in whatever the framework left out of a document of its own.</summary>
    internal static ProblemDetails Complete(ProblemDetails problem)
    {
        var status = problem.Status ??= StatusCodes.Status500InternalServerError;
        var (code, detail, next) = Defaults.GetValueOrDefault(status, Other);
        problem.Type = "about:blank";
        problem.Title = ReasonPhrases.GetReasonPhrase(status);
        problem.Detail ??= problem is HttpValidationProblemDetails invalid
            ? string.Join(' ', invalid.Errors.SelectMany(field => field.Value).Distinct(StringComparer.Ordinal))
            : detail;
        problem.Extensions.TryAdd("code", code);
        problem.Extensions.TryAdd("next", next);
        problem.Extensions["traceId"] = Activity.Current?.TraceId.ToHexString();
        return problem;
    }
}
