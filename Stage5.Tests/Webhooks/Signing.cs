using System.Globalization;
using System.Text;
using Stage5.Core.Webhooks;

namespace Stage5.Tests.Webhooks;

/// <summary>Secrets and headers of tests.</summary>
internal static class Signing
{
    /// <summary>The secret of the specification's own libraries' tests.</summary>
    public const string Published = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    public const string Other = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";

    public static WebhookSecret Secret(string text) =>
        WebhookSecret.Read(text, out var problem) ?? throw new ArgumentException(problem, nameof(text));

    public static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    public static WebhookHeaders Headers(string id, long seconds, string signatures) => new(
        [id], [seconds.ToString(CultureInfo.InvariantCulture)], [signatures]);

    /// <summary>Signs and sends as a right sender would.</summary>
    public static HttpRequestMessage Request(
        string path, string secret, string body, DateTimeOffset at, string? id = null)
    {
        var name = id ?? $"msg_{Guid.NewGuid():N}";
        var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        request.Headers.Add(StandardWebhook.IdHeader, name);
        request.Headers.Add(StandardWebhook.TimestampHeader, StandardWebhook.TimestampOf(at));
        request.Headers.TryAddWithoutValidation(
            StandardWebhook.SignatureHeader, StandardWebhook.Sign([Secret(secret)], name, at, Bytes(body)));
        return request;
    }
}
