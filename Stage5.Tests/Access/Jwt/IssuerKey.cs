using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Stage5.Tests.Access.Jwt;

/// <summary>A key pair of an issuer that a test plays: what it publishes, and tokens right and wrong.</summary>
internal sealed class IssuerKey : IDisposable
{
    private readonly AsymmetricAlgorithm _key;
    private readonly string _algorithm;

    public IssuerKey(string algorithm, string id, int rsaBits = 2048, ECCurve? curve = null)
    {
        (_algorithm, Id) = (algorithm, id);
        _key = algorithm.StartsWith("ES", StringComparison.Ordinal)
            ? ECDsa.Create(curve ?? ECCurve.NamedCurves.nistP256)
            : RSA.Create(rsaBits);
    }

    public string Id { get; }

    public byte[] PublicKey => _key.ExportSubjectPublicKeyInfo();

    public JsonObject Jwk()
    {
        var jwk = new JsonObject { ["kid"] = Id, ["use"] = "sig" };
        if (_key is RSA rsa)
        {
            var parameters = rsa.ExportParameters(false);
            (jwk["kty"], jwk["n"], jwk["e"]) = ("RSA", Encode(parameters.Modulus!), Encode(parameters.Exponent!));
        }
        else
        {
            var parameters = ((ECDsa)_key).ExportParameters(false);
            (jwk["kty"], jwk["crv"]) = ("EC", $"P-{_key.KeySize}");
            (jwk["x"], jwk["y"]) = (Encode(parameters.Q.X!), Encode(parameters.Q.Y!));
        }
        return jwk;
    }

    public JsonObject Header() => new() { ["typ"] = "JWT", ["alg"] = _algorithm, ["kid"] = Id };

    public string Sign(JsonObject claims) => Sign(Header(), claims);

    public string Sign(JsonObject header, JsonObject claims) => Sign(header.ToJsonString(), claims.ToJsonString());

    public string Sign(string header, string claims)
    {
        var message = Encode(Encoding.UTF8.GetBytes(header)) + "." + Encode(Encoding.UTF8.GetBytes(claims));
        return message + "." + Encode(Signature(Encoding.ASCII.GetBytes(message)));
    }

    public byte[] Signature(byte[] message, DSASignatureFormat format = DSASignatureFormat.IeeeP1363FixedFieldConcatenation) =>
        _key switch
        {
            ECDsa ec => ec.SignData(message, HashAlgorithmName.SHA256, format),
            RSA rsa => rsa.SignData(message, HashAlgorithmName.SHA256,
                _algorithm == "PS256" ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1),
            _ => throw new InvalidOperationException(),
        };

    public static string Encode(byte[] bytes) => Base64Url.EncodeToString(bytes);

    public static byte[] Set(params JsonObject[] keys) =>
        Encoding.UTF8.GetBytes(new JsonObject { ["keys"] = new JsonArray([.. keys.Select(key => key.DeepClone())]) }.ToJsonString());

    public void Dispose() => _key.Dispose();
}
