using System.Security.Cryptography;
using System.Text;
using Stage5.Core.Webhooks;
using Stage5.Tests.Api;

namespace Stage5.Tests.Webhooks;

/// <summary>An API with sources of callbacks of each kind.</summary>
public sealed class CallbackApi() : StoredApi(
    ("Stage5:Secrets:crm-secret", Secret),
    ("Stage5:Secrets:teams-secret", Convert.ToBase64String(TeamsKey)),
    ("Stage5:Callbacks:Sources:crm:Kind", "standard"),
    ("Stage5:Callbacks:Sources:crm:Secret", "crm-secret"),
    ("Stage5:Callbacks:Sources:crm:Tenant", "acme"),
    ("Stage5:Callbacks:Sources:crm:Events:0", "message.created"),
    ("Stage5:Callbacks:Sources:quiet:Kind", "standard"),
    ("Stage5:Callbacks:Sources:quiet:Secret", "crm-secret"),
    ("Stage5:Callbacks:Sources:quiet:Tenant", "acme"),
    ("Stage5:Callbacks:Sources:quiet:Events:0", "message.deleted"),
    ("Stage5:Callbacks:Sources:room:Kind", "teamsOutgoing"),
    ("Stage5:Callbacks:Sources:room:Secret", "teams-secret"),
    ("Stage5:Callbacks:Sources:room:Tenant", "acme"),
    ("Stage5:Callbacks:Sources:room:TargetLanguage", "es"),
    ("Stage5:Webhooks:Key", "C2FVsBQIhrscChlQIMV+b5sSYspob7oDMfKQ9r8GKYo="))
{
    public const string Secret = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";

    public static readonly byte[] TeamsKey = SHA256.HashData("a key of Teams"u8);

    public static HttpRequestMessage Teams(string body, byte[]? key = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/api/callbacks/room")
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        request.Headers.TryAddWithoutValidation("Authorization",
            "HMAC " + Convert.ToBase64String(HMACSHA256.HashData(key ?? TeamsKey, Signing.Bytes(body))));
        return request;
    }

    internal static HttpRequestMessage Signed(string body, string? id = null, string source = "crm", string secret = Secret) =>
        Signing.Request($"/api/callbacks/{source}", secret, body, TimeProvider.System.GetUtcNow(), id);

    internal static string NewId() => $"msg_{Guid.NewGuid():N}";

    internal static void Replace(HttpRequestMessage request, string header, params string[] values)
    {
        request.Headers.Remove(header);
        foreach (var value in values) request.Headers.TryAddWithoutValidation(header, value);
    }

    internal static string Header(HttpRequestMessage request, string name) => request.Headers.GetValues(name).Single();

    internal const string IdHeader = StandardWebhook.IdHeader;
}
