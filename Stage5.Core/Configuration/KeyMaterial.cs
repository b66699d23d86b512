using System.Security.Cryptography;

namespace Stage5.Core.Configuration;

/// <summary>Whether a configured key is one, asked at the start and not at its first use.</summary>
internal static class KeyMaterial
{
    /// <summary>SubjectPublicKeyInfo of a P-256 key in base64.</summary>
    public static bool IsPublicKey(string text) =>
        IsKey(text, static (key, bytes) => key.ImportSubjectPublicKeyInfo(bytes, out _));

    /// <summary>PKCS#8 of a P-256 key in base64.</summary>
    public static bool IsPrivateKey(string text) =>
        IsKey(text, static (key, bytes) => key.ImportPkcs8PrivateKey(bytes, out _));

    private static bool IsKey(string text, Action<ECDsa, byte[]> import)
    {
        using var key = ECDsa.Create();
        try
        {
            import(key, Convert.FromBase64String(text));
            return key.ExportParameters(includePrivateParameters: false).Curve.Oid.Value
                == ECCurve.NamedCurves.nistP256.Oid.Value;
        }
        catch (Exception e) when (e is FormatException or CryptographicException)
        {
            return false;
        }
    }
}
