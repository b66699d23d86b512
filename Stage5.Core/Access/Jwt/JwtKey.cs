using System.Security.Cryptography;
using System.Text.Json;

namespace Stage5.Core.Access.Jwt;

/// <summary>A public key that tokens are verified with: RSA of at least 2048 bits, or EC on P-256. Nothing else.</summary>
public sealed class JwtKey
{
    /// <summary>RSASSA-PKCS1-v1_5, RSASSA-PSS and ECDSA on P-256, each with SHA-256 (RFC 7518, 3.1).</summary>
    public static IReadOnlyList<string> Algorithms { get; } = [Rs256, Ps256, Es256];

    internal const string Es256 = "ES256";
    private const string Rs256 = "RS256";
    private const string Ps256 = "PS256";
    private const int LeastRsaBits = 2048;

    /// <summary>Verifying takes longer than linearly with it.</summary>
    private const int MostRsaBits = 8192;

    private const int CoordinateLength = 32;
    private const int MaxExponentLength = 4;

    private readonly RSAParameters? _rsa;
    private readonly ECParameters? _ec;
    private readonly string? _algorithm;

    private JwtKey(string? keyId, string? algorithm, string? issuer, RSAParameters? rsa, ECParameters? ec)
    {
        (KeyId, _algorithm, Issuer, _rsa, _ec) = (keyId, algorithm, issuer, rsa, ec);
    }

    public string? KeyId { get; }

    /// <summary>Whose tokens alone it signs, where the set says so (Entra ID); may hold <c>{tenantid}</c>.</summary>
    public string? Issuer { get; }

    /// <summary>A P-256 key of our own.</summary>
    /// <exception cref="CryptographicException">It is of another curve.</exception>
    public static JwtKey OfSubjectPublicKeyInfo(byte[] publicKey, string keyId)
    {
        using var key = ECDsa.Create();
        key.ImportSubjectPublicKeyInfo(publicKey, out _);
        var parameters = key.ExportParameters(includePrivateParameters: false);
        return parameters.Curve.Oid.Value == ECCurve.NamedCurves.nistP256.Oid.Value
            ? new JwtKey(keyId, Es256, issuer: null, rsa: null, parameters)
            : throw new CryptographicException("It must be a P-256 key.");
    }

    /// <summary>The key of a JWK (RFC 7517); null when it is none that may sign tokens here.</summary>
    internal static JwtKey? OfJwk(JsonElement jwk)
    {
        if (jwk.ValueKind != JsonValueKind.Object)
            return null;
        var members = new JwtClaims(jwk);
        if (members.Has("use") && members.Text("use") != "sig")
            return null;
        if (members.Has("key_ops") && !members.Texts("key_ops").Contains("verify"))
            return null;
        if (members.Has("alg") && !Algorithms.Contains(members.Text("alg")))
            return null;
        var key = members.Text("kty") switch
        {
            "RSA" => Rsa(members),
            "EC" => Ec(members),
            _ => null,
        };
        return key is not null && key.CanBeUsed() ? key : null;
    }

    /// <summary>Whether tokens of this algorithm may be verified with it.</summary>
    public bool Fits(string algorithm) =>
        (_algorithm is null || _algorithm == algorithm)
        && (_rsa is not null ? algorithm is Rs256 or Ps256 : algorithm == Es256);

    public bool Verifies(string algorithm, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        if (!Fits(algorithm))
            return false;
        if (_ec is { } ec)
        {
            // Two numbers of 32 bytes and nothing else (RFC 7518, 3.4); zero is none (CVE-2022-21449).
            using var ecdsa = ECDsa.Create(ec);
            return signature.Length == 2 * CoordinateLength
                && signature[..CoordinateLength].ContainsAnyExcept((byte)0)
                && signature[CoordinateLength..].ContainsAnyExcept((byte)0)
                && ecdsa.VerifyData(
                    message, signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        }
        using var rsa = RSA.Create(_rsa!.Value);
        return signature.Length == _rsa.Value.Modulus!.Length
            && rsa.VerifyData(message, signature, HashAlgorithmName.SHA256,
                algorithm == Ps256 ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1);
    }

    private static JwtKey? Rsa(JwtClaims members) =>
        Bytes(members, "n") is [not 0, ..] modulus
        && (modulus.Length * 8) - byte.LeadingZeroCount(modulus[0]) is >= LeastRsaBits and <= MostRsaBits
        && Bytes(members, "e") is { Length: > 0 and <= MaxExponentLength } exponent
        && exponent[0] != 0 && exponent is not [1] && (exponent[^1] & 1) == 1
            ? Of(members, new RSAParameters { Modulus = modulus, Exponent = exponent }, ec: null)
            : null;

    private static JwtKey? Ec(JwtClaims members) =>
        members.Text("crv") == "P-256"
        && Bytes(members, "x") is { Length: CoordinateLength } x && Bytes(members, "y") is { Length: CoordinateLength } y
            ? Of(members, rsa: null, new ECParameters
            {
                Curve = ECCurve.NamedCurves.nistP256,
                Q = new ECPoint { X = x, Y = y },
            })
            : null;

    private static JwtKey Of(JwtClaims members, RSAParameters? rsa, ECParameters? ec) =>
        new(members.Text("kid"), members.Text("alg"), members.Text("issuer"), rsa, ec);

    private static byte[]? Bytes(JwtClaims members, string name) =>
        members.Text(name) is { } text ? JwtToken.Decode(text) : null;

    // A point that is not on the curve is refused when it is imported.
    private bool CanBeUsed()
    {
        try
        {
            using AsymmetricAlgorithm key = _ec is { } ec ? ECDsa.Create(ec) : RSA.Create(_rsa!.Value);
            return true;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }
}
