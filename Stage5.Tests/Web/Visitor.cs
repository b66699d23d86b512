using System.Net.Http.Json;

namespace Stage5.Tests.Web;

/// <summary>A browser's side of HTTP: it sends back the cookies it got.</summary>
internal sealed class Visitor(HttpClient client, Uri address)
{
    private readonly Dictionary<string, string> _cookies = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, string> Cookies => _cookies;

    /// <summary>The same browser as it was, for a request that left before an answer came.</summary>
    public Visitor Copy()
    {
        var copy = new Visitor(client, address);
        foreach (var (name, value) in _cookies) copy._cookies[name] = value;
        return copy;
    }

    public Task<HttpResponseMessage> GetAsync(string path, CancellationToken ct, string accept = "text/html") =>
        SendAsync(new(HttpMethod.Get, path) { Headers = { { "Accept", accept } } }, ct);

    /// <summary>As a page of the dashboard itself sends it.</summary>
    public Task<HttpResponseMessage> PostAsync(string path, object? body, CancellationToken ct) =>
        SendAsync(new(HttpMethod.Post, path)
        {
            Headers = { { "Sec-Fetch-Site", "same-origin" }, { "Accept", "application/json" } },
            Content = body is null ? null : JsonContent.Create(body),
        }, ct);

    public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken ct)
    {
        request.RequestUri = new Uri(address, request.RequestUri!);
        if (_cookies.Count > 0)
            request.Headers.Add(
                "Cookie", string.Join("; ", _cookies.Select(cookie => $"{cookie.Key}={cookie.Value}")));
        var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
        if (response.Headers.TryGetValues("Set-Cookie", out var set))
            foreach (var cookie in set) Keep(cookie);
        return response;
    }

    private void Keep(string cookie)
    {
        var pair = cookie.Split(';')[0];
        var split = pair.IndexOf('=', StringComparison.Ordinal);
        if (split == pair.Length - 1) _cookies.Remove(pair[..split]);
        else _cookies[pair[..split]] = pair[(split + 1)..];
    }
}
