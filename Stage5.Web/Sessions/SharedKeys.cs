using System.Net.Http.Headers;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Stage5.Contracts;
using Stage5.Web.Api;
using Stage5.Web.SignIn;

namespace Stage5.Web.Sessions;

/// <summary>
/// The keys that protect cookies, kept by the API so that every replica of the dashboard reads the cookies of every
/// other. When they cannot be read, nobody is signed in with keys made up instead.
/// </summary>
internal sealed class SharedKeys(IHttpClientFactory clients, IConfiguration configuration, WebSecrets secrets)
    : IXmlRepository
{
    internal const string KeySetting = "Stage5:Web:ApiKey";
    internal const string SecretSetting = "Stage5:Web:ApiKeySecret";

    private const string Path = "/api/access/protection-keys";
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    public static bool IsConfigured(IConfiguration configuration) =>
        !string.IsNullOrWhiteSpace(configuration[KeySetting]) || !string.IsNullOrWhiteSpace(configuration[SecretSetting]);

    /// <summary>The dashboard's own key at the API; null where it has none.</summary>
    public static Task<string?> FindKeyAsync(IConfiguration configuration, WebSecrets secrets, CancellationToken ct) =>
        configuration[SecretSetting] is { Length: > 0 } name
            ? secrets.FindAsync(name, ct)
            : Task.FromResult(configuration[KeySetting]);

    // The framework asks synchronously, once at the start and then once a day.
    public IReadOnlyCollection<XElement> GetAllElements() => Task.Run(ReadAsync).GetAwaiter().GetResult();

    public void StoreElement(XElement element, string friendlyName) =>
        Task.Run(() => KeepAsync(element, friendlyName)).GetAwaiter().GetResult();

    private async Task<IReadOnlyCollection<XElement>> ReadAsync()
    {
        using var limit = new CancellationTokenSource(Limit);
        using var response = await SendAsync(HttpMethod.Get, content: null, limit.Token);
        var list = await response.Content.ReadFromJsonAsync(ContractsJson.Default.ProtectionKeyList, limit.Token);
        return [.. list!.Keys.Select(key => XElement.Parse(key.Xml))];
    }

    private async Task KeepAsync(XElement element, string friendlyName)
    {
        using var limit = new CancellationTokenSource(Limit);
        using var content = JsonContent.Create(
            new ProtectionKey { Name = friendlyName, Xml = element.ToString(SaveOptions.DisableFormatting) },
            ContractsJson.Default.ProtectionKey);
        using var response = await SendAsync(HttpMethod.Post, content, limit.Token);
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, HttpContent? content, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(method, Path) { Content = content };
        request.Headers.Authorization = new AuthenticationHeaderValue(
            "Bearer", await FindKeyAsync(configuration, secrets, ct));
        var response = await clients.CreateClient(ApiCaller.ClientName).SendAsync(request, ct);
        if (response.IsSuccessStatusCode) return response;
        using (response)
        {
            throw new HttpRequestException(
                $"The API answers {(int)response.StatusCode} to {method} {Path}; is {KeySetting} right?");
        }
    }
}
