using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Stage5.Core.Access.Jwt;

namespace Stage5.Tests.Access.Jwt;

public sealed class JwtKeySetTests
{
    [Fact]
    [Trait("Attack", "curve")]
    public void Keys_of_other_curves_and_sizes_are_left_out()
    {
        using var good = new IssuerKey("ES256", "good");
        using var curve = new IssuerKey("ES384", "curve", curve: ECCurve.NamedCurves.nistP384);
        using var small = new IssuerKey("RS256", "small", rsaBits: 1024);
        var named = curve.Jwk();
        named["crv"] = "P-256";

        var keys = JwtKeySet.Parse(IssuerKey.Set(good.Jwk(), curve.Jwk(), named, small.Jwk())).ShouldNotBeNull();

        keys.Count.ShouldBe(1);
        keys.Find("good").ShouldHaveSingleItem();
    }

    [Fact]
    [Trait("Attack", "curve")]
    public void A_point_that_is_not_on_the_curve_is_left_out()
    {
        using var key = new IssuerKey("ES256", "key");
        var jwk = key.Jwk();
        jwk["y"] = jwk["x"]!.DeepClone();

        JwtKeySet.Parse(IssuerKey.Set(jwk))!.Count.ShouldBe(0);
    }

    [Theory]
    [InlineData("use", "enc")]
    [InlineData("alg", "RS512")]
    [InlineData("alg", "RSA-OAEP")]
    [InlineData("kty", "oct")]
    [InlineData("kty", "OKP")]
    [InlineData("e", "AQ")]
    [InlineData("e", "AAAB")]
    [InlineData("e", "AQABAAAB")]
    [InlineData("n", "not base64url!")]
    public void A_key_for_something_else_is_left_out(string member, string value)
    {
        using var key = new IssuerKey("RS256", "key");
        var jwk = key.Jwk();
        JwtKeySet.Parse(IssuerKey.Set(jwk.DeepClone().AsObject()))!.Count.ShouldBe(1);
        jwk[member] = value;

        JwtKeySet.Parse(IssuerKey.Set(jwk))!.Count.ShouldBe(0);
    }

    [Fact]
    public void A_key_that_may_only_sign_is_left_out()
    {
        using var key = new IssuerKey("RS256", "key");
        var jwk = key.Jwk();
        jwk["key_ops"] = new JsonArray("sign");
        JwtKeySet.Parse(IssuerKey.Set(jwk))!.Count.ShouldBe(0);
        jwk["key_ops"] = new JsonArray("verify");
        JwtKeySet.Parse(IssuerKey.Set(jwk))!.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"keys\":{}}")]
    [InlineData("{\"keys\":[],\"keys\":[]}")]
    public void What_is_no_key_set_is_none(string json) =>
        JwtKeySet.Parse(Encoding.UTF8.GetBytes(json)).ShouldBeNull();

    [Fact]
    public void A_set_of_more_than_a_hundred_keys_is_none() =>
        JwtKeySet.Parse(IssuerKey.Set([.. Enumerable.Range(0, 101).Select(_ => new JsonObject())])).ShouldBeNull();
}
