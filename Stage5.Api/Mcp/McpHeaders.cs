using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;
using Stage5.ServiceDefaults;

namespace Stage5.Api.Mcp;

/// <summary>What the transport asks of a request before its body is read.</summary>
internal static class McpHeaders
{
    /// <summary>Those that begin with <c>initialize</c>.</summary>
    public static IReadOnlyList<string> Versions { get; } = ["2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25"];

    private const string VersionHeader = "MCP-Protocol-Version";

    /// <summary>What a client speaks that does not say.</summary>
    private const string UsualVersion = "2025-03-26";

    private static readonly MediaTypeHeaderValue Json = new("application/json");
    private static readonly MediaTypeHeaderValue Events = new("text/event-stream");

    public static ProblemHttpResult? Refusal(HttpRequest request)
    {
        // A page of another site, also one whose name was made to lead here, has no business with a local server.
        if (request.Headers.Origin is { Count: > 0 } origin && !IsOwn(origin.ToString(), request))
            return Problems.Create(StatusCodes.Status403Forbidden, "foreign_origin",
                "A page of another origin may not call this address.",
                "Call it from a program, or through the dashboard.");
        if (!request.HasJsonContentType())
            return Problems.Create(StatusCodes.Status415UnsupportedMediaType, "unsupported_media_type",
                "The body's media type is not understood.", "Send application/json.");
        if (!Accepts(request, Json) || !Accepts(request, Events))
            return Problems.Create(StatusCodes.Status406NotAcceptable, "not_acceptable",
                "The answer may be JSON or an event stream, and the request does not accept both.",
                "Send Accept: application/json, text/event-stream.");
        return null;
    }

    /// <summary>The version that the request says and that is not known here; null where there is nothing wrong.</summary>
    public static string? UnknownVersion(HttpRequest request) =>
        request.Headers[VersionHeader] is { Count: > 0 } said && !Versions.Contains(said.ToString(), StringComparer.Ordinal)
            ? said.ToString()
            : null;

    public static string VersionOf(HttpRequest request) =>
        request.Headers[VersionHeader] is { Count: > 0 } said ? said.ToString() : UsualVersion;

    private static bool IsOwn(string origin, HttpRequest request) =>
        origin.Equals($"{request.Scheme}://{request.Host.ToUriComponent()}", StringComparison.OrdinalIgnoreCase);

    private static bool Accepts(HttpRequest request, MediaTypeHeaderValue type) =>
        request.Headers.Accept.Count == 0
        || (MediaTypeHeaderValue.TryParseList(request.Headers.Accept, out var accepted)
            && accepted.Any(one => one.Quality is not 0 && type.IsSubsetOf(new MediaTypeHeaderValue(one.MediaType))));
}
