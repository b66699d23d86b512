using System.Net.Http.Headers;
using System.Text;

namespace Stage5.Cli.Security;

/// <summary>A running system, and what an attacker may have stolen or been given. What is null was not given.</summary>
/// <param name="Client">Its base address is the API's; it carries no credential and follows no redirect.</param>
/// <param name="Time">What attacks take for now.</param>
public sealed record AttackTarget(HttpClient Client, TimeProvider Time)
{
    /// <summary>The token of somebody with the role user.</summary>
    public string? Token { get; init; }

    /// <summary>The token of somebody of another tenant.</summary>
    public string? Stranger { get; init; }

    /// <summary>The token of somebody who may manage webhooks.</summary>
    public string? Operator { get; init; }

    /// <summary>As <see cref="Client"/>, of the dashboard.</summary>
    public HttpClient? Dashboard { get; init; }

    /// <summary>Name of a source of callbacks that is configured.</summary>
    public string? CallbackSource { get; init; }

    /// <summary>What that source signs with, where it is a standard one: <c>whsec_…</c>.</summary>
    public string? CallbackSecret { get; init; }

    /// <summary>Sends a request with these headers.</summary>
    /// <exception cref="HttpRequestException">Nobody answers.</exception>
    public Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, string? token, HttpContent? content, CancellationToken ct,
        params (string Name, string Value)[] headers) => SendAsync(Client, method, path, token, content, headers, ct);

    public Task<HttpResponseMessage> GetAsync(string path, string? token, CancellationToken ct) =>
        SendAsync(HttpMethod.Get, path, token, content: null, ct);

    /// <summary>
    /// Sends what may be refused before all of it was read. Whoever refuses so closes the connection, and it depends
    /// on the moment whether the answer still arrives: null when it did not, and the system answers the next request.
    /// </summary>
    /// <exception cref="HttpRequestException">Nobody answers, or not any more.</exception>
    public async Task<HttpResponseMessage?> SendUnreadAsync(
        HttpMethod method, string path, string? token, HttpContent? content, CancellationToken ct,
        params (string Name, string Value)[] headers)
    {
        try
        {
            return await SendAsync(method, path, token, content, ct, headers);
        }
        catch (HttpRequestException e) when (e.InnerException is IOException
            && e.HttpRequestError is HttpRequestError.Unknown or HttpRequestError.ResponseEnded)
        {
            using var next = await GetAsync(path, token: null, ct);
            return null;
        }
    }

    /// <summary>Sends a request to the dashboard as a browser would, with these headers.</summary>
    /// <exception cref="HttpRequestException">Nobody answers.</exception>
    public static Task<HttpResponseMessage> SendAsync(
        HttpClient dashboard, HttpMethod method, string path, CancellationToken ct,
        params (string Name, string Value)[] headers) =>
        SendAsync(dashboard, method, path, token: null, content: null, headers, ct);

    public static StringContent Json(string json) => new(json, Encoding.UTF8, "application/json");

    private static async Task<HttpResponseMessage> SendAsync(
        HttpClient client, HttpMethod method, string path, string? token, HttpContent? content,
        (string Name, string Value)[] headers, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
    }
}
