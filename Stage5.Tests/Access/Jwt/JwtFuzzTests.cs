using System.Text;
using System.Text.Json.Nodes;
using Stage5.Core.Access.Jwt;

namespace Stage5.Tests.Access.Jwt;

/// <summary>What is changed anywhere in a token is never accepted and never throws, whatever the change.</summary>
public sealed class JwtFuzzTests
{
    private const int Rounds = 20_000;
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);
    private static readonly JwtExpectations Expected = new("https://login.example.com/", ["stage5"]);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [Trait("Attack", "fuzzing")]
    public void A_changed_token_is_never_accepted_and_never_throws(int seed)
    {
        var random = new Random(seed);
        using var es = new IssuerKey("ES256", "es");
        using var rs = new IssuerKey("RS256", "rs");
        var keys = JwtKeySet.Parse(IssuerKey.Set(es.Jwk(), rs.Jwk()))!;
        var claims = new JsonObject
        {
            ["iss"] = Expected.Issuer,
            ["aud"] = "stage5",
            ["sub"] = "ana",
            ["exp"] = Now.ToUnixTimeSeconds() + 900,
            ["roles"] = new JsonArray("user"),
        };
        string[] right = [es.Sign(claims), rs.Sign(claims)];
        foreach (var token in right)
            JwtVerifier.Verify(token, keys, Expected, Now).Claims.ShouldNotBeNull();

        for (var round = 0; round < Rounds; round++)
        {
            var token = right[round % 2];
            var changed = random.Next(2) == 0 ? ChangeText(token, random) : ChangeBytes(token, random);
            if (right.Contains(changed))
                continue;
            var result = JwtVerifier.Verify(changed, keys, Expected, Now);
            result.Claims.ShouldBeNull(changed);
            result.Refusal.ShouldNotBeNull(changed);
        }
    }

    [Theory]
    [InlineData(4)]
    [Trait("Attack", "fuzzing")]
    public void A_changed_key_set_never_throws(int seed)
    {
        var random = new Random(seed);
        using var es = new IssuerKey("ES256", "es");
        using var rs = new IssuerKey("RS256", "rs");
        var set = IssuerKey.Set(es.Jwk(), rs.Jwk());

        for (var round = 0; round < 2_000; round++)
            Should.NotThrow(() => JwtKeySet.Parse(Mutate(set, random)));
    }

    private static string ChangeText(string token, Random random)
    {
        var text = new StringBuilder(token);
        for (var changes = random.Next(1, 4); changes > 0; changes--)
        {
            var at = random.Next(text.Length);
            switch (random.Next(5))
            {
                case 0: text[at] = (char)random.Next(0x20, 0x7F); break;
                case 1: text.Remove(at, Math.Min(random.Next(1, 9), text.Length - at)); break;
                case 2: text.Insert(at, (char)random.Next(char.MinValue, char.MaxValue + 1)); break;
                case 3: text.Insert(at, token.AsSpan(random.Next(token.Length))); break;
                default: text[at] = '.'; break;
            }
            if (text.Length == 0)
                break;
        }
        return text.ToString();
    }

    // Encoded well, so that what is behind the encoding is reached.
    private static string ChangeBytes(string token, Random random)
    {
        var parts = token.Split('.');
        var at = random.Next(3);
        parts[at] = IssuerKey.Encode(Mutate(JwtToken.Decode(parts[at])!, random));
        return string.Join('.', parts);
    }

    private static byte[] Mutate(byte[] bytes, Random random)
    {
        var changed = bytes.ToList();
        for (var changes = random.Next(1, 4); changes > 0 && changed.Count > 0; changes--)
        {
            var at = random.Next(changed.Count);
            switch (random.Next(4))
            {
                case 0: changed[at] = (byte)random.Next(256); break;
                case 1: changed[at] ^= (byte)(1 << random.Next(8)); break;
                case 2: changed.RemoveAt(at); break;
                default: changed.Insert(at, (byte)random.Next(256)); break;
            }
        }
        return [.. changed];
    }
}
