using System.Security.Cryptography;

namespace Stage5.Core.Webhooks;

/// <summary>What a webhook is signed with: <c>whsec_</c> and 24 to 64 bytes in base64. Never printed.</summary>
public sealed class WebhookSecret
{
    public const string Prefix = "whsec_";
    public const int LeastBytes = 24;
    public const int MostBytes = 64;

    private const int MadeBytes = 32;

    // Of 24 random bytes 23 differ on average; fewer than 12 do so once in many more tries than there are secrets.
    private const int LeastDifferent = 12;

    private readonly byte[] _key;

    private WebhookSecret(byte[] key) => _key = key;

    internal ReadOnlySpan<byte> Key => _key;

    /// <summary>A new secret of 32 random bytes.</summary>
    public static WebhookSecret Make() => new(RandomNumberGenerator.GetBytes(MadeBytes));

    /// <param name="text">As it was handed over.</param>
    /// <param name="problem">Why it can be no secret, in words that do not give it away; null when it can.</param>
    public static WebhookSecret? Read(string? text, out string? problem)
    {
        problem = null;
        if (text?.StartsWith(Prefix, StringComparison.Ordinal) != true)
            problem = $"it does not start with {Prefix}";
        else if (FromBase64(text[Prefix.Length..]) is not { } key)
            problem = $"what follows {Prefix} is not base64";
        else if (WeaknessOf(key) is { } weakness)
            problem = weakness;
        else
            return new WebhookSecret(key);
        return null;
    }

    /// <summary>For keys of any origin: too short, too long, or made by a hand and not by chance; null when good.</summary>
    public static string? WeaknessOf(ReadOnlySpan<byte> key)
    {
        if (key.Length is < LeastBytes or > MostBytes)
            return $"it has {key.Length} bytes; {LeastBytes} to {MostBytes} are wanted";
        if (!key.ContainsAnyExcept((byte)0))
            return "it is all zeros";
        var different = new HashSet<byte>();
        var even = true;
        for (var i = 0; i < key.Length; i++)
        {
            different.Add(key[i]);
            even &= i < 2 || (byte)(key[i] - key[i - 1]) == (byte)(key[1] - key[0]);
        }

        return different.Count < LeastDifferent || even ? "it is not random: its bytes repeat or count up" : null;
    }

    /// <summary>As it is handed over, once.</summary>
    public string Reveal() => Prefix + Convert.ToBase64String(_key);

    /// <summary>No secret is ever printed.</summary>
    public override string ToString() => nameof(WebhookSecret);

    internal static byte[]? FromBase64(string text)
    {
        var bytes = new byte[text.Length];
        // White space within would be passed over: two texts would be one secret.
        return !text.Any(char.IsWhiteSpace) && Convert.TryFromBase64String(text, bytes, out var length)
            ? bytes[..length]
            : null;
    }
}
