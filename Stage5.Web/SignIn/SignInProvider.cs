using System.Text.Json;
using Stage5.ServiceDefaults;

namespace Stage5.Web.SignIn;

/// <summary>Where a provider takes people and codes, as its discovery document says.</summary>
/// <param name="Authorization">Where people sign in.</param>
/// <param name="Token">Where a code becomes tokens.</param>
internal sealed record SignInAddresses(Uri Authorization, Uri Token);

/// <summary>Asks the provider for its addresses when somebody signs in, at most once an hour.</summary>
internal sealed class SignInProvider(
    IHttpClientFactory clients, SignInSettings settings, IHostEnvironment environment, TimeProvider time)
{
    internal const string ClientName = "sign-in";

    private const int MostBytes = 64 * 1024;
    private static readonly TimeSpan Kept = TimeSpan.FromHours(1);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    private Held? _held;

    /// <exception cref="HttpRequestException">It cannot be reached, or what it says cannot be used.</exception>
    public async Task<SignInAddresses> FindAsync(CancellationToken ct)
    {
        var now = time.GetUtcNow();
        if (Volatile.Read(ref _held) is { } held && now < held.ReadAt + Kept) return held.Addresses;
        using var limit = new CancellationTokenSource(Limit, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, ct);
        var addresses = await ReadAsync(linked.Token);
        Volatile.Write(ref _held, new Held(addresses, now));
        return addresses;
    }

    private async Task<SignInAddresses> ReadAsync(CancellationToken ct)
    {
        var address = new Uri(settings.Authority!.OriginalString.TrimEnd('/') + "/.well-known/openid-configuration");
        using var response = await clients.CreateClient(ClientName)
            .GetAsync(address, HttpCompletionOption.ResponseHeadersRead, ct);
        response.EnsureSuccessStatusCode();
        await response.Content.LoadIntoBufferAsync(MostBytes, ct);
        try
        {
            using var document = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(ct));
            return new(AddressOf(document, "authorization_endpoint"), AddressOf(document, "token_endpoint"));
        }
        catch (JsonException e)
        {
            throw new HttpRequestException("The provider's discovery document is no JSON.", e);
        }
    }

    private Uri AddressOf(JsonDocument document, string name) =>
        document.RootElement.ValueKind == JsonValueKind.Object
        && document.RootElement.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
        && Uri.TryCreate(value.GetString(), UriKind.Absolute, out var address)
        && SignInRule.IsSafe(address, environment.IsDevelopment())
            ? address
            : throw new HttpRequestException($"The provider's discovery document has no safe {name}.");

    private sealed record Held(SignInAddresses Addresses, DateTimeOffset ReadAt);
}
