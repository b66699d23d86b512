using System.Net;
using Stage5.Core.Access.Jwt;

namespace Stage5.Core.Access.Issuers;

/// <summary>Asks an issuer for its discovery document (OpenID Connect Discovery 1.0) and its keys.</summary>
internal sealed class IssuerDiscovery(IHttpClientFactory clients, TimeProvider time)
{
    public const string ClientName = "access:issuers";

    private const int DocumentBytes = 64 * 1024;
    private const int KeySetBytes = 256 * 1024;
    private const int MostRedirects = 3;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    /// <exception cref="HttpRequestException">It could not be reached or answers with an error.</exception>
    /// <exception cref="IOException">Its answer broke off.</exception>
    /// <exception cref="OperationCanceledException">It did not answer within five seconds.</exception>
    /// <exception cref="FormatException">What it says cannot be used; the message says why.</exception>
    public async Task<IssuerMetadata> ReadAsync(IssuerOptions issuer)
    {
        var now = time.GetUtcNow();
        using var limit = new CancellationTokenSource(Limit, time);
        var authority = issuer.Authority!;
        var address = new Uri(authority.OriginalString.TrimEnd('/') + "/.well-known/openid-configuration");
        var document = JwtToken.Parse(await GetAsync(address, DocumentBytes, limit.Token))
            ?? throw new FormatException("Its discovery document is no JSON object.");
        var said = document.Text("issuer");
        if (said?.TrimEnd('/') != issuer.ExpectedIssuer.TrimEnd('/'))
            throw new FormatException($"It says that it is {said ?? "nobody"}, not {issuer.ExpectedIssuer}.");
        if (!Uri.TryCreate(document.Text("jwks_uri"), UriKind.Absolute, out var keysAddress)
            || !IsAsSafe(keysAddress, authority))
            throw new FormatException("Its jwks_uri is not a safe address.");
        var keys = JwtKeySet.Parse(await GetAsync(keysAddress, KeySetBytes, limit.Token));
        return keys is { Count: > 0 }
            ? new IssuerMetadata(said, keys, now)
            : throw new FormatException("It has no key that tokens could be verified with.");
    }

    private async Task<byte[]> GetAsync(Uri address, int mostBytes, CancellationToken ct)
    {
        for (var redirects = 0; redirects <= MostRedirects; redirects++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            request.Headers.Accept.ParseAdd("application/json");
            using var response = await clients.CreateClient(ClientName)
                .SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
            if (response.StatusCode is >= HttpStatusCode.Moved and < HttpStatusCode.BadRequest)
            {
                address = SameHost(address, response.Headers.Location);
                continue;
            }
            response.EnsureSuccessStatusCode();
            return await ReadAsync(response.Content, mostBytes, ct);
        }
        throw new FormatException("It redirects too often.");
    }

    private static async Task<byte[]> ReadAsync(HttpContent content, int mostBytes, CancellationToken ct)
    {
        await using var body = await content.ReadAsStreamAsync(ct);
        var buffer = new byte[mostBytes + 1];
        var read = await body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, ct);
        return read <= mostBytes
            ? buffer[..read]
            : throw new FormatException($"It answers with more than {mostBytes} bytes.");
    }

    // Another host would be trusted because of this one's word alone.
    private static Uri SameHost(Uri from, Uri? location)
    {
        var to = location is null ? null : new Uri(from, location);
        return to is not null && to.Scheme == from.Scheme && to.Authority == from.Authority
            ? to
            : throw new FormatException("It redirects to another host.");
    }

    private static bool IsAsSafe(Uri address, Uri authority) => address.UserInfo.Length == 0
        && (address.Scheme == Uri.UriSchemeHttps
            || (address.Scheme == authority.Scheme && address.IsLoopback && authority.IsLoopback));
}
