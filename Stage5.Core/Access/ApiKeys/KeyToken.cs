using System.Security.Cryptography;
using System.Text;

namespace Stage5.Core.Access.ApiKeys;

/// <summary>An API key as a program sends it: <c>s5_{id}_{secret}</c>, the secret 256 bits in
/// hexadecimal.</summary>
internal static class KeyToken
{
    private const string Prefix = "s5_";
    private const int SecretBytes = 32;
    private const int IdLength = 32;

    public static bool IsKey(string token) => token.StartsWith(Prefix, StringComparison.Ordinal);

    public static bool IsId(string id) => id.Length == IdLength && id.All(char.IsAsciiHexDigitLower);

    public static string NewSecret() => RandomNumberGenerator.GetHexString(SecretBytes * 2, lowercase: true);

    public static string Of(string id, string secret) => $"{Prefix}{id}_{secret}";

    /// <summary>Id and hash of the secret; null for what is not of this form.</summary>
    public static (string Id, string Hash)? Split(string token) =>
        token.Length == Prefix.Length + IdLength + 1 + (SecretBytes * 2)
        && token.Split('_') is ["s5", { } id, { Length: SecretBytes * 2 } secret]
        && IsId(id) && secret.All(char.IsAsciiHexDigitLower)
            ? (id, Hash(secret))
            : null;

    // A secret of 256 bits cannot be guessed from its hash, however fast that is: no slow hash is needed.
    public static string Hash(string secret) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(secret)));

    public static bool Same(string left, string right) => CryptographicOperations.FixedTimeEquals(
        Encoding.ASCII.GetBytes(left), Encoding.ASCII.GetBytes(right));
}
