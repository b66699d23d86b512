using System.Net;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Stage5.Contracts;

namespace Stage5.Cli.Audit;

/// <summary>The audit of a running system, over HTTP.</summary>
public sealed class AuditSystem : IDisposable
{
    private static readonly IHttpClientFactory Clients =
        new ServiceCollection().AddHttpClient().BuildServiceProvider().GetRequiredService<IHttpClientFactory>();

    private readonly HttpClient _http;
    private readonly string _path;

    public AuditSystem(Uri url, string? token, bool platform)
        : this(Clients.CreateClient(), platform)
    {
        (_http.BaseAddress, _http.Timeout) = (url, Timeout.InfiniteTimeSpan);
        if (token is not null)
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    internal AuditSystem(HttpClient http, bool platform) =>
        (_http, _path) = (http, platform ? "api/audit/platform" : "api/audit");

    public Uri? Address => _http.BaseAddress;

    /// <exception cref="HttpRequestException">It cannot be reached, or said no.</exception>
    public async Task<AuditHeadView> HeadAsync(CancellationToken cancel)
    {
        using var response = await GetAsync($"{_path}/head", cancel);
        await using var body = await response.Content.ReadAsStreamAsync(cancel);
        return (await JsonSerializer.DeserializeAsync(body, ContractsJson.Default.AuditHeadView, cancel))!;
    }

    /// <summary>Line by line, as they come.</summary>
    /// <exception cref="HttpRequestException">It cannot be reached, said no, or broke off.</exception>
    public async IAsyncEnumerable<string> ReadAsync(string format, [EnumeratorCancellation] CancellationToken cancel)
    {
        using var response = await GetAsync($"{_path}?format={format}", cancel);
        await using var body = await response.Content.ReadAsStreamAsync(cancel);
        using var reader = new StreamReader(body, Encoding.UTF8);
        while (await reader.ReadLineAsync(cancel) is { } line)
            yield return line;
    }

    public void Dispose() => _http.Dispose();

    private async Task<HttpResponseMessage> GetAsync(string path, CancellationToken cancel)
    {
        var response = await _http.GetAsync(
            new Uri(path, UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, cancel);
        if (response.IsSuccessStatusCode)
            return response;
        using (response)
        {
            throw new HttpRequestException(response.StatusCode switch
            {
                HttpStatusCode.Unauthorized => "The token is missing, not valid or over: ./stage5 token prints one.",
                HttpStatusCode.Forbidden => "The token's role may not read this audit.",
                var status => $"It answered {(int)status}.",
            });
        }
    }
}
