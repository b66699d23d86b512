using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Stage5.Core.Webhooks;

/// <summary>What came of verifying a signature.</summary>
public enum SignatureVerdict
{
    Valid,

    /// <summary>Nothing was signed: headers are missing.</summary>
    Absent,

    /// <summary>A header is not of the form, or no signature fits.</summary>
    Invalid,

    /// <summary>The signature fits, and its time is more than the tolerance away.</summary>
    Expired,
}

/// <summary>The three headers of a webhook; every value that was sent, so that two are seen to be two.</summary>
public sealed record WebhookHeaders(
    IReadOnlyList<string?> Id, IReadOnlyList<string?> Timestamp, IReadOnlyList<string?> Signature);

/// <summary>
/// Standard Webhooks 1.0, symmetric: HMAC-SHA-256 over <c>id.timestamp.body</c>, the raw bytes. There is no way
/// around the signature: what carries none is refused like what carries a wrong one.
/// </summary>
public static class StandardWebhook
{
    public const string IdHeader = "webhook-id";
    public const string TimestampHeader = "webhook-timestamp";
    public const string SignatureHeader = "webhook-signature";

    private const string Version = "v1,";
    private const int LongestId = 256;
    private const int LongestTimestamp = 11;
    private const int LongestSignatures = 2_048;
    private const int MostSignatures = 16;
    private const int SignatureText = 44;

    /// <summary>How far a signature's time may be from ours, both ways.</summary>
    public static TimeSpan Tolerance { get; } = TimeSpan.FromMinutes(5);

    /// <summary>The value of <c>webhook-signature</c>: one signature a secret, the newest first.</summary>
    /// <exception cref="ArgumentException">There is no secret, or the id cannot be one.</exception>
    public static string Sign(
        IReadOnlyList<WebhookSecret> secrets, string id, DateTimeOffset at, ReadOnlySpan<byte> body)
    {
        if (secrets.Count == 0)
            throw new ArgumentException("Nothing goes out unsigned.", nameof(secrets));
        if (!IsId(id))
            throw new ArgumentException("An id has no dot and no white space.", nameof(id));
        var signed = Content(id, TimestampOf(at), body);
        return string.Join(' ', secrets.Select(secret =>
            Version + Convert.ToBase64String(HMACSHA256.HashData(secret.Key, signed))));
    }

    /// <summary>Unix seconds, as in <c>webhook-timestamp</c>.</summary>
    public static string TimestampOf(DateTimeOffset at) =>
        at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);

    /// <summary>Whether one of the secrets made one of the signatures. Takes as long for each wrong one.</summary>
    /// <param name="body">As it arrived, byte for byte.</param>
    public static SignatureVerdict Verify(
        IReadOnlyList<WebhookSecret> secrets, WebhookHeaders headers, ReadOnlySpan<byte> body, DateTimeOffset now)
    {
        if (headers is { Id.Count: 0, Timestamp.Count: 0, Signature.Count: 0 })
            return SignatureVerdict.Absent;
        // Sent twice, one program might check the first and another use the second.
        if (headers is not { Id: [{ } id], Timestamp: [{ } timestamp], Signature: [{ } signatures] })
            return SignatureVerdict.Invalid;
        if (!IsId(id) || Seconds(timestamp) is not { } seconds || signatures.Length > LongestSignatures)
            return SignatureVerdict.Invalid;
        if (!Fits(secrets, Content(id, timestamp, body), signatures))
            return SignatureVerdict.Invalid;
        // Only now: whoever cannot sign is not told what our clock says.
        var apart = now - DateTimeOffset.FromUnixTimeSeconds(seconds);
        return apart.Duration() <= Tolerance ? SignatureVerdict.Valid : SignatureVerdict.Expired;
    }

    /// <summary>
    /// Visible ASCII without a dot, at most 256: with dots in it, one signature would fit two ways of cutting up what
    /// was signed.
    /// </summary>
    public static bool IsId(string id) =>
        id.Length is > 0 and <= LongestId && id.All(static c => c is > ' ' and <= '~' and not '.');

    private static bool Fits(IReadOnlyList<WebhookSecret> secrets, byte[] signed, string signatures)
    {
        var given = signatures.Split(' ');
        if (given.Length > MostSignatures)
            return false;
        var expected = secrets.Select(secret => HMACSHA256.HashData(secret.Key, signed)).ToArray();
        var fits = false;
        foreach (var one in given)
        {
            if (!one.StartsWith(Version, StringComparison.Ordinal) || one.Length != Version.Length + SignatureText
                || WebhookSecret.FromBase64(one[Version.Length..]) is not { } signature)
                continue;
            foreach (var right in expected)
                fits |= CryptographicOperations.FixedTimeEquals(right, signature);
        }

        return fits;
    }

    private static byte[] Content(string id, string timestamp, ReadOnlySpan<byte> body) =>
        [.. Encoding.ASCII.GetBytes($"{id}.{timestamp}."), .. body];

    private static long? Seconds(string text) =>
        text.Length is > 0 and <= LongestTimestamp && text[0] != '0'
        && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            ? seconds
            : null;
}
