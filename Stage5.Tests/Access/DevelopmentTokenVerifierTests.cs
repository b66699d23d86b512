using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Stage5.Core.Access;
using Stage5.Tests.Stores;

namespace Stage5.Tests.Access;

public sealed class DevelopmentTokenVerifierTests : IDisposable
{
    private readonly ManualTime _time = new();
    private readonly SignedToken _token;
    private readonly DevelopmentTokenVerifier _verifier;

    public DevelopmentTokenVerifierTests()
    {
        _token = new SignedToken(_time);
        _verifier = VerifierOf(_token.PublicKey);
    }

    public void Dispose() => _token.Dispose();

    [Fact]
    public void A_right_token_says_who_it_stands_for()
    {
        var token = _verifier.Verify(_token.Make()).ShouldNotBeNull();

        (token.Tenant, token.User, token.Role, token.Scope).ShouldBe(("demo", "ana", "user", null));
    }

    [Fact]
    public void Without_a_key_no_token_is_right() =>
        new DevelopmentTokenVerifier(Options.Create(new AccessOptions()), _time).Verify(_token.Make()).ShouldBeNull();

    [Fact]
    [Trait("Threat", "API-T1")]
    public void A_token_of_another_key_is_refused()
    {
        using var other = new SignedToken(_time);
        other.Header["kid"] = _token.KeyId;

        _verifier.Verify(other.Make()).ShouldBeNull();
    }

    [Fact]
    [Trait("Threat", "API-S1")]
    public void A_token_without_a_signature_is_refused() => _verifier.Verify(_token.MakeUnsigned()).ShouldBeNull();

    [Fact]
    [Trait("Threat", "API-S1")]
    public void The_public_key_is_no_shared_secret() => _verifier.Verify(_token.MakeWithHmacOfPublicKey()).ShouldBeNull();

    [Fact]
    public void A_signature_in_another_format_is_refused() => _verifier.Verify(_token.MakeWithDerSignature()).ShouldBeNull();

    [Theory]
    [InlineData("alg", "ES384")]
    [InlineData("alg", "es256")]
    [InlineData("typ", "JWT")]
    [InlineData("kid", "../../dev/null")]
    [InlineData("jwk", "{}")]
    [InlineData("crit", "exp")]
    [Trait("Threat", "API-T1")]
    public void A_header_that_is_not_exactly_ours_is_refused(string name, string value)
    {
        _token.Header[name] = value;

        _verifier.Verify(_token.Make()).ShouldBeNull();
    }

    [Theory]
    [InlineData("iss", "somebody-else")]
    [InlineData("aud", "another-service")]
    [InlineData("sub", null)]
    [InlineData("tenant", null)]
    [InlineData("role", null)]
    [InlineData("jti", "")]
    [InlineData("exp", "soon")]
    [InlineData("nbf", null)]
    public void A_claim_that_is_missing_or_not_ours_is_refused(string name, string? value)
    {
        _token.Claims[name] = value;

        _verifier.Verify(_token.Make()).ShouldBeNull();
    }

    [Fact]
    public void A_claim_said_twice_is_refused()
    {
        var claims = _token.Claims.ToJsonString();

        _verifier.Verify(_token.Make(_token.Header.ToJsonString(), claims[..^1] + ",\"role\":\"admin\"}")).ShouldBeNull();
    }

    [Fact]
    public void A_changed_claim_is_refused()
    {
        var right = _token.Make().Split('.');
        _token.Claims["role"] = "admin";
        var wrong = _token.Make().Split('.');

        _verifier.Verify($"{right[0]}.{wrong[1]}.{right[2]}").ShouldBeNull();
    }

    [Theory]
    [InlineData(59, true)]
    [InlineData(60, false)]
    public void An_expired_token_is_refused_after_a_minute_of_grace(int secondsAfter, bool accepted)
    {
        var token = _token.Make();
        _time.Advance(TimeSpan.FromSeconds(900 + secondsAfter));

        (_verifier.Verify(token) is not null).ShouldBe(accepted);
    }

    [Fact]
    public void A_login_link_has_no_grace()
    {
        _token.Claims["scope"] = "login";
        var token = _token.Make();
        _time.Advance(TimeSpan.FromSeconds(900));

        _verifier.Verify(token).ShouldBeNull();
    }

    [Fact]
    public void A_token_from_the_future_is_refused()
    {
        _token.Claims["nbf"] = _time.GetUtcNow().AddSeconds(61).ToUnixTimeSeconds();

        _verifier.Verify(_token.Make()).ShouldBeNull();
    }

    [Theory]
    [InlineData("")]
    [InlineData("..")]
    [InlineData("a.b")]
    [InlineData("a.b.c.d")]
    [InlineData("!!.!!.!!")]
    [InlineData("bnVsbA.bnVsbA.bnVsbA")]
    public void What_is_no_token_is_refused(string text) => _verifier.Verify(text).ShouldBeNull();

    [Fact]
    [Trait("Threat", "API-D1")]
    public void An_oversized_token_is_refused()
    {
        _token.Claims["padding"] = new string('x', 8000);

        _verifier.Verify(_token.Make()).ShouldBeNull();
    }

    [Fact]
    public void A_key_of_another_curve_is_refused_at_start()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        var publicKey = key.ExportSubjectPublicKeyInfo();

        Should.Throw<CryptographicException>(() => VerifierOf(publicKey)).Message.ShouldContain("P-256");
    }

    private DevelopmentTokenVerifier VerifierOf(byte[] publicKey) => new(
        Options.Create(new AccessOptions { DevelopmentPublicKey = Convert.ToBase64String(publicKey) }), _time);
}
