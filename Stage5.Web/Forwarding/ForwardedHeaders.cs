using System.Collections.Frozen;
using System.Net.Http.Headers;
using Microsoft.Extensions.Primitives;

namespace Stage5.Web.Forwarding;

/// <summary>Which headers pass between the browser and the API.</summary>
internal static class ForwardedHeaders
{
    // RFC 9110, 7.6.1: these belong to one connection only.
    private static readonly FrozenSet<string> HopByHop = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "Connection", "Keep-Alive", "Proxy-Authenticate", "Proxy-Authorization", "Proxy-Connection", "TE",
        "Trailer", "Transfer-Encoding", "Upgrade");

    // The identity is the session's; the trace is the one this host started or continues.
    private static readonly FrozenSet<string> NotRequested = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "Authorization", "Cookie", "Host", "Origin", "Referer", "Expect", "Forwarded", "traceparent", "tracestate",
        "baggage", "Accept-Encoding", Sessions.SessionRules.BackgroundHeader);

    // This host sets its own.
    private static readonly FrozenSet<string> NotReturned = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase, "Set-Cookie", "Server", "Date", "WWW-Authenticate");

    public static void CopyRequest(IHeaderDictionary from, HttpRequestMessage to)
    {
        var connection = Named(from.Connection);
        foreach (var (name, values) in from)
        {
            if (HopByHop.Contains(name) || NotRequested.Contains(name) || connection.Contains(name)
                || name.StartsWith("Sec-", StringComparison.OrdinalIgnoreCase)
                || name.StartsWith("X-Forwarded-", StringComparison.OrdinalIgnoreCase)
                || name.StartsWith(':'))
                continue;
            if (!to.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values))
                to.Content?.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values);
        }
    }

    public static void CopyResponse(HttpResponseMessage from, IHeaderDictionary to)
    {
        var connection = Named(new StringValues([.. from.Headers.Connection]));
        Copy(from.Headers, to, connection);
        Copy(from.Content.Headers, to, connection);
    }

    private static void Copy(HttpHeaders from, IHeaderDictionary to, HashSet<string> connection)
    {
        foreach (var (name, values) in from.NonValidated)
        {
            if (HopByHop.Contains(name) || NotReturned.Contains(name) || connection.Contains(name)) continue;
            to[name] = new StringValues([.. values]);
        }
    }

    private static HashSet<string> Named(StringValues connection) => new(
        connection.SelectMany(value => (value ?? "").Split(
            ',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)),
        StringComparer.OrdinalIgnoreCase);
}
