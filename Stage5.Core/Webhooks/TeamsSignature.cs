using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;

namespace Stage5.Core.Webhooks;

/// <summary>What a Teams outgoing webhook says of itself, once its signature was right.</summary>
/// <param name="Id">Of the conversation and the activity: what names the call once.</param>
public sealed record TeamsCall(string Id, DateTimeOffset At);

/// <summary>
/// Teams outgoing webhooks: <c>Authorization: HMAC</c> and HMAC-SHA-256 of the raw body in base64. The wire has no
/// time and no number of its own; those of the signed activity are asked for instead.
/// </summary>
public static class TeamsSignature
{
    private const string Scheme = "HMAC ";
    private const int SignatureText = 44;

    /// <summary>Whether the secret made the header's signature over these bytes.</summary>
    public static bool Fits(ReadOnlySpan<byte> key, string authorization, ReadOnlySpan<byte> body) =>
        authorization.StartsWith(Scheme, StringComparison.Ordinal)
        && authorization.Length == Scheme.Length + SignatureText
        && WebhookSecret.FromBase64(authorization[Scheme.Length..]) is { } signature
        && CryptographicOperations.FixedTimeEquals(HMACSHA256.HashData(key, body), signature);

    /// <summary>Which call it is and when it was made; null where the activity does not say.</summary>
    public static TeamsCall? CallOf(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var activity = JsonDocument.Parse(body, new() { AllowDuplicateProperties = false, MaxDepth = 32 });
            var root = activity.RootElement;
            return Text(root, "id") is { Length: > 0 and <= 200 } id
                && root.TryGetProperty("conversation", out var room) && Text(room, "id") is { } conversation
                && DateTimeOffset.TryParse(Text(root, "timestamp"), CultureInfo.InvariantCulture,
                    DateTimeStyles.AssumeUniversal, out var at)
                ? new TeamsCall($"{conversation} {id}", at)
                : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Signed, and no activity: nothing says when it was made.
            return null;
        }
    }

    private static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
