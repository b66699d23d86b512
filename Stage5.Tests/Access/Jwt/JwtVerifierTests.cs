using System.Text;
using System.Text.Json.Nodes;
using Stage5.Core.Access.Jwt;

namespace Stage5.Tests.Access.Jwt;

public sealed class JwtVerifierTests(JwtVerifierTests.Issuer issuer) : IClassFixture<JwtVerifierTests.Issuer>
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);
    private static readonly JwtExpectations Expected = new("https://login.example.com/", ["stage5"]);

    private readonly IssuerKey _rs = issuer.Rs;
    private readonly IssuerKey _ps = issuer.Ps;
    private readonly IssuerKey _es = issuer.Es;
    private readonly JwtKeySet _keys = issuer.Keys;

    private static JsonObject Claims() => new()
    {
        ["iss"] = Expected.Issuer,
        ["aud"] = "stage5",
        ["sub"] = "ana",
        ["iat"] = Now.ToUnixTimeSeconds(),
        ["nbf"] = Now.ToUnixTimeSeconds(),
        ["exp"] = Now.ToUnixTimeSeconds() + 900,
    };

    private JwtResult Verify(string token, JwtExpectations? expected = null, DateTimeOffset? now = null) =>
        JwtVerifier.Verify(token, _keys, expected ?? Expected, now ?? Now);

    [Fact]
    public void Each_allowed_algorithm_is_verified()
    {
        foreach (var key in new[] { _rs, _ps, _es })
            Verify(key.Sign(Claims())).Claims.ShouldNotBeNull(key.Id).Text("sub").ShouldBe("ana");
    }

    [Fact]
    public void Examples_of_RFC_7515_are_verified_with_their_keys()
    {
        foreach (var (token, key) in new[] { (RfcVectors.Rs256, RfcVectors.RsaKey), (RfcVectors.Es256, RfcVectors.EcKey) })
        {
            var keys = JwtKeySet.Parse(Encoding.UTF8.GetBytes($$"""{"keys":[{{key}}]}""")).ShouldNotBeNull();
            var joe = new JwtExpectations("joe", ["nobody"]);

            // The examples have no audience, which is looked at after the signature: that one is right.
            JwtVerifier.Verify(token, keys, joe, RfcVectors.BeforeItsEnd).Refusal.ShouldBe(JwtRefusal.Audience);
            JwtVerifier.Verify(token, keys, joe with { Issuer = "jim" }, RfcVectors.BeforeItsEnd)
                .Refusal.ShouldBe(JwtRefusal.Issuer);
            var read = JwtToken.Read(token, out _).ShouldNotBeNull();
            keys.Find(null).Single().Verifies(read.Algorithm, read.Message, read.Signature).ShouldBeTrue();
            read.Message[^1] ^= 1;
            keys.Find(null).Single().Verifies(read.Algorithm, read.Message, read.Signature).ShouldBeFalse();
        }
    }

    [Theory]
    [InlineData(RfcVectors.Hs256, JwtRefusal.Algorithm)]
    // Its payload is the word Payload.
    [InlineData(RfcVectors.Es512, JwtRefusal.Malformed)]
    [InlineData(RfcVectors.None, JwtRefusal.Algorithm)]
    public void Examples_of_RFC_7515_and_7519_of_other_algorithms_are_refused(string token, JwtRefusal refusal) =>
        Verify(token).Refusal.ShouldBe(refusal);

    [Theory]
    [InlineData("none")]
    [InlineData("None")]
    [InlineData("NONE")]
    [InlineData("nOnE")]
    [InlineData(" none")]
    [InlineData("")]
    [InlineData("HS256")]
    [InlineData("HS512")]
    [InlineData("RS1")]
    [InlineData("RS384")]
    [InlineData("ES384")]
    [InlineData("ES256K")]
    [InlineData("EdDSA")]
    [InlineData("rs256")]
    [InlineData("RS256\0")]
    [Trait("Attack", "algorithm")]
    public void An_algorithm_that_is_not_on_the_list_is_refused_signed_or_not(string algorithm)
    {
        var header = _rs.Header();
        header["alg"] = algorithm;
        var token = _rs.Sign(header, Claims());

        Verify(token).Refusal.ShouldBe(JwtRefusal.Algorithm);
        Verify(token[..(token.LastIndexOf('.') + 1)]).Refusal.ShouldBe(JwtRefusal.Algorithm);
    }

    [Fact]
    [Trait("Attack", "algorithm")]
    public void A_public_key_is_no_shared_secret()
    {
        foreach (var key in new[] { _rs, _es })
        {
            var header = key.Header();
            header["alg"] = "HS256";
            var message = IssuerKey.Encode(Encoding.UTF8.GetBytes(header.ToJsonString()))
                + "." + IssuerKey.Encode(Encoding.UTF8.GetBytes(Claims().ToJsonString()));
            foreach (var secret in new[] { key.PublicKey, Encoding.UTF8.GetBytes(key.Jwk()["kid"]!.ToString()) })
            {
                var mac = System.Security.Cryptography.HMACSHA256.HashData(secret, Encoding.ASCII.GetBytes(message));
                Verify($"{message}.{IssuerKey.Encode(mac)}").Refusal.ShouldBe(JwtRefusal.Algorithm);
            }
        }
    }

    [Fact]
    [Trait("Attack", "algorithm")]
    public void An_algorithm_that_the_named_key_is_not_for_is_refused()
    {
        foreach (var (algorithm, key) in new[] { ("ES256", _rs), ("RS256", _es), ("PS256", _es) })
        {
            var header = key.Header();
            header["alg"] = algorithm;
            Verify(key.Sign(header, Claims())).Refusal.ShouldBe(JwtRefusal.UnsuitableKey);
        }
        var bound = _rs.Jwk();
        bound["alg"] = "RS256";
        var other = _rs.Header();
        other["alg"] = "PS256";
        JwtVerifier.Verify(_rs.Sign(other, Claims()), JwtKeySet.Parse(IssuerKey.Set(bound))!, Expected, Now)
            .Refusal.ShouldBe(JwtRefusal.UnsuitableKey);
    }

    [Theory]
    [InlineData("../../../../dev/null", JwtRefusal.UnknownKey)]
    [InlineData("' OR 1=1 --", JwtRefusal.UnknownKey)]
    [InlineData("es\0", JwtRefusal.UnknownKey)]
    [InlineData("https://evil.example.com/key", JwtRefusal.UnknownKey)]
    [InlineData("ES", JwtRefusal.UnknownKey)]
    [InlineData("", JwtRefusal.Malformed)]
    [Trait("Attack", "kid")]
    public void A_key_id_chooses_a_key_of_the_set_and_nothing_else(string keyId, JwtRefusal refusal)
    {
        var header = _es.Header();
        header["kid"] = keyId;
        Verify(_es.Sign(header, Claims())).Refusal.ShouldBe(refusal);
        header["kid"] = new string('k', 257);
        Verify(_es.Sign(header, Claims())).Refusal.ShouldBe(JwtRefusal.Malformed);
        header["kid"] = 7;
        Verify(_es.Sign(header, Claims())).Refusal.ShouldBe(JwtRefusal.Malformed);
        header["kid"] = _rs.Id;
        header["alg"] = "ES256";
        Verify(_es.Sign(header, Claims())).Refusal.ShouldBe(JwtRefusal.UnsuitableKey);
    }

    [Fact]
    public void Without_a_key_id_only_a_set_of_one_key_will_do()
    {
        var header = _es.Header();
        header.Remove("kid");
        var token = _es.Sign(header, Claims());

        Verify(token).Refusal.ShouldBe(JwtRefusal.UnknownKey);
        JwtVerifier.Verify(token, JwtKeySet.Parse(IssuerKey.Set(_es.Jwk()))!, Expected, Now).Claims.ShouldNotBeNull();
    }

    [Theory]
    [InlineData("jwk")]
    [InlineData("jku")]
    [InlineData("x5u")]
    [InlineData("x5c")]
    [Trait("Attack", "embedded key")]
    public void A_token_that_brings_its_own_key_is_refused(string member)
    {
        using var attacker = new IssuerKey("ES256", "es");
        var header = attacker.Header();
        header[member] = member == "jwk" ? attacker.Jwk() : "https://evil.example.com/keys";

        Verify(attacker.Sign(header, Claims())).Refusal.ShouldBe(JwtRefusal.EmbeddedKey);
        header.Remove(member);
        Verify(attacker.Sign(header, Claims())).Refusal.ShouldBe(JwtRefusal.Signature);
    }

    [Theory]
    [InlineData("crit", JwtRefusal.Critical)]
    [InlineData("typ", JwtRefusal.Type)]
    public void A_token_of_another_type_or_with_extensions_is_refused(string member, JwtRefusal refusal)
    {
        var header = _es.Header();
        header[member] = member == "crit" ? new JsonArray("exp") : "dpop+jwt";

        Verify(_es.Sign(header, Claims())).Refusal.ShouldBe(refusal);
    }

    [Theory]
    [InlineData("JWT", true)]
    [InlineData("jwt", true)]
    [InlineData("at+jwt", true)]
    [InlineData("application/at+jwt", true)]
    [InlineData("logout+jwt", false)]
    public void The_type_may_be_written_as_RFC_9068_has_it(string type, bool accepted)
    {
        var header = _es.Header();
        header["typ"] = type;
        (Verify(_es.Sign(header, Claims())).Claims is not null).ShouldBe(accepted);
        header.Remove("typ");
        Verify(_es.Sign(header, Claims())).Claims.ShouldNotBeNull();
    }

    [Theory]
    [InlineData("\"sub\":\"eva\"")]
    [InlineData("\"su\\u0062\":\"eva\"")]
    [InlineData("\"aud\":\"stage5\"")]
    [Trait("Attack", "duplicates")]
    public void What_is_said_twice_is_refused(string again)
    {
        var claims = Claims().ToJsonString()[..^1] + "," + again + "}";
        Verify(_es.Sign(_es.Header().ToJsonString(), claims)).Refusal.ShouldBe(JwtRefusal.Malformed);

        var header = _es.Header().ToJsonString()[..^1] + ",\"alg\":\"none\"}";
        Verify(_es.Sign(header, Claims().ToJsonString())).Refusal.ShouldBe(JwtRefusal.Malformed);
    }

    [Fact]
    [Trait("Attack", "signature")]
    public void A_signature_that_is_not_exactly_the_right_one_is_refused()
    {
        foreach (var key in new[] { _rs, _ps, _es })
        {
            var token = key.Sign(Claims());
            var head = token[..token.LastIndexOf('.')];
            var right = key.Signature(Encoding.ASCII.GetBytes(head));
            byte[][] wrong =
            [
                [], new byte[right.Length], right[..^1], [.. right, 0], [0, .. right], [.. right[..32], .. new byte[right.Length - 32]],
                [.. new byte[32], .. right[32..]], [.. right.Reverse()],
            ];
            foreach (var one in wrong)
                Verify($"{head}.{IssuerKey.Encode(one)}").Refusal.ShouldBe(JwtRefusal.Signature);
        }
        var signed = _es.Sign(Claims());
        var message = signed[..signed.LastIndexOf('.')];
        var der = _es.Signature(Encoding.ASCII.GetBytes(message),
            System.Security.Cryptography.DSASignatureFormat.Rfc3279DerSequence);
        Verify($"{message}.{IssuerKey.Encode(der)}").Refusal.ShouldBe(JwtRefusal.Signature);
    }

    [Fact]
    [Trait("Attack", "encoding")]
    public void Base64url_is_strict()
    {
        var token = _es.Sign(Claims());
        var (head, body, seal) = (token.Split('.')[0], token.Split('.')[1], token.Split('.')[2]);
        // 64 bytes are 86 characters, the last of which has four bits to spare.
        const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        var spare = seal[..^1] + Alphabet[Alphabet.IndexOf(seal[^1], StringComparison.Ordinal) + 1];
        foreach (var text in new[]
                 {
                     $"{head}.{body}.{spare}", $"{head}.{body}.{seal}==", $"{head}.{body}.{seal} ", $" {head}.{body}.{seal}",
                     $"{head}.{body}.{seal}\n", $"{head}.{body}\t.{seal}", $"{head}.{body}.{seal}.", $"{head}.{body}.{seal}.{seal}",
                     $"{head}.{body}", $"{head}", "", ".", "..", "...", $"{head}..{seal}", $".{body}.{seal}",
                     $"{head}.{body}.{seal.Replace(seal[5], '+')}", $"{head}.{body}.{seal}\u200B", $"{head}.{body}.{seal[..5]}Ä{seal[6..]}",
                 })
            Verify(text).Refusal.ShouldBe(JwtRefusal.Malformed, text);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("\"text\"")]
    [InlineData("null")]
    [InlineData("{\"alg\":\"ES256\",}")]
    [InlineData("{\"alg\":\"ES256\"/**/}")]
    [InlineData("{\"alg\":\"ES256\"} {}")]
    [InlineData("{\"alg\":\"ES256\",\"kid\":\"\\ud800\"}")]
    [InlineData("{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":1}}}}}}}}}")]
    public void What_is_no_strict_object_is_refused(string json)
    {
        Verify(_es.Sign(json, Claims().ToJsonString())).Refusal.ShouldBe(JwtRefusal.Malformed);
        Verify(_es.Sign(_es.Header().ToJsonString(), json)).Refusal.ShouldBe(JwtRefusal.Malformed);
    }

    [Fact]
    [Trait("Attack", "size")]
    public void An_oversized_token_is_refused_unread()
    {
        var claims = Claims();
        claims["padding"] = new string('x', JwtToken.MaxLength);

        Verify(_es.Sign(claims)).Refusal.ShouldBe(JwtRefusal.TooLong);
    }

    [Theory]
    [InlineData("iss", "https://login.example.com", JwtRefusal.Issuer)]
    [InlineData("iss", "https://LOGIN.example.com/", JwtRefusal.Issuer)]
    [InlineData("iss", null, JwtRefusal.Issuer)]
    [InlineData("aud", "stage6", JwtRefusal.Audience)]
    [InlineData("aud", "stage5 stage6", JwtRefusal.Audience)]
    [InlineData("aud", null, JwtRefusal.Audience)]
    [InlineData("exp", null, JwtRefusal.Expired)]
    [InlineData("exp", "4000000000", JwtRefusal.Expired)]
    [InlineData("nbf", "0", JwtRefusal.NotYetValid)]
    public void A_claim_that_is_missing_or_wrong_is_refused(string name, string? value, JwtRefusal refusal)
    {
        var claims = Claims();
        claims[name] = value;

        Verify(_es.Sign(claims)).Refusal.ShouldBe(refusal);
    }

    [Fact]
    public void One_of_several_audiences_is_enough_and_other_shapes_are_none()
    {
        var claims = Claims();
        claims["aud"] = new JsonArray("other", "stage5");
        Verify(_es.Sign(claims)).Claims.ShouldNotBeNull();
        foreach (var wrong in new JsonNode[] { new JsonArray("stage5", 7), new JsonObject { ["stage5"] = true }, new JsonArray() })
        {
            claims["aud"] = wrong;
            Verify(_es.Sign(claims)).Refusal.ShouldBe(JwtRefusal.Audience);
        }
    }

    [Theory]
    [InlineData(900 + 59, true)]
    [InlineData(900 + 60, false)]
    [InlineData(-60, true)]
    [InlineData(-61, false)]
    public void Clocks_may_be_a_minute_apart(int seconds, bool accepted) =>
        (Verify(_es.Sign(Claims()), now: Now.AddSeconds(seconds)).Claims is not null).ShouldBe(accepted);

    [Theory]
    [InlineData("1e400")]
    [InlineData("-1")]
    [InlineData("0")]
    [InlineData("253402300799")]
    [InlineData("253402300800")]
    [InlineData("1e300")]
    public void A_time_that_is_none_is_refused(string exp)
    {
        var claims = Claims();
        claims.Remove("exp");

        Verify(_es.Sign(_es.Header().ToJsonString(), claims.ToJsonString()[..^1] + $",\"exp\":{exp}}}"))
            .Refusal.ShouldBe(JwtRefusal.Expired);
    }

    [Fact]
    [Trait("Threat", "API-S3")]
    public void Tenant_and_client_are_what_is_expected()
    {
        var expected = Expected with { TenantId = "t-1", Clients = ["app"] };
        var claims = Claims();
        Verify(_es.Sign(claims), expected).Refusal.ShouldBe(JwtRefusal.Tenant);
        claims["tid"] = "T-1";
        Verify(_es.Sign(claims), expected).Refusal.ShouldBe(JwtRefusal.Client);
        foreach (var claim in new[] { "azp", "appid", "client_id" })
        {
            var named = claims.DeepClone().AsObject();
            named[claim] = "app";
            Verify(_es.Sign(named), expected).Claims.ShouldNotBeNull(claim);
            named[claim] = "other";
            Verify(_es.Sign(named), expected).Refusal.ShouldBe(JwtRefusal.Client);
        }
    }

    [Fact]
    [Trait("Threat", "API-S3")]
    public void A_key_signs_for_its_own_issuer_only()
    {
        var template = _es.Jwk();
        template["issuer"] = "https://login.example.com/{tenantid}";
        var keys = JwtKeySet.Parse(IssuerKey.Set(template))!;
        var claims = Claims();
        (claims["iss"], claims["tid"]) = ("https://login.example.com/t-1", "t-1");
        var expected = new JwtExpectations("https://login.example.com/t-1", ["stage5"]) { TenantId = "t-1" };

        JwtVerifier.Verify(_es.Sign(claims), keys, expected, Now).Claims.ShouldNotBeNull();
        template["issuer"] = "https://login.example.com/t-2";
        JwtVerifier.Verify(_es.Sign(claims), JwtKeySet.Parse(IssuerKey.Set(template))!, expected, Now)
            .Refusal.ShouldBe(JwtRefusal.UnsuitableKey);
    }

    /// <summary>Keys of RSA take long to make: one set does for all.</summary>
    public sealed class Issuer : IDisposable
    {
        internal IssuerKey Rs { get; } = new("RS256", "rs");

        internal IssuerKey Ps { get; } = new("PS256", "ps");

        internal IssuerKey Es { get; } = new("ES256", "es");

        internal JwtKeySet Keys => JwtKeySet.Parse(IssuerKey.Set(Rs.Jwk(), Ps.Jwk(), Es.Jwk()))!;

        public void Dispose()
        {
            foreach (var key in new[] { Rs, Ps, Es })
                key.Dispose();
        }
    }
}
