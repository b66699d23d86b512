using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Stage5.Cli.Security;

/// <summary>Whoever has no identity, or makes one up.</summary>
internal static class TokenAttacks
{
    private const string Protected = "/api/access/me";

    public static IEnumerable<Attack> All =>
    [
        new("token-absent", "Ask without any identity", "API-S1", "401", async (target, ct) =>
        {
            using var response = await target.GetAsync(Protected, token: null, ct);
            return Saw.Status(response, HttpStatusCode.Unauthorized);
        }),
        new("token-none", "A token that says it needs no signature, in four spellings", "API-S1", "401",
            (target, ct) => EachAsync(target, ["none", "None", "NONE", "nOnE"], algorithm => Unsigned(algorithm, target.Time), ct)),
        new("token-hmac", "A token signed with a guessed secret under an algorithm that is not taken", "API-S1", "401",
            (target, ct) => EachAsync(target, ["", "secret", "stage5", new string('0', 64)], secret => Hmac(secret, target.Time), ct)),
        new("token-own-key", "A token signed with the attacker's own key, which it brings along", "API-S1", "401", async (target, ct) =>
        {
            using var response = await target.GetAsync(Protected, WithOwnKey(target.Time), ct);
            return Saw.Status(response, HttpStatusCode.Unauthorized);
        }),
        new("token-changed", "A real token with other claims under its signature", "API-T1", "401", async (target, ct) =>
        {
            if (target.Token is not { } token || token.Split('.') is not [var head, var body, var signature])
                return AttackResult.Skipped("needs a user's token");
            var claims = JsonNode.Parse(Base64Url.DecodeFromChars(body))!.AsObject();
            claims["role"] = "admin";
            claims["tenant"] = "stage5.platform";
            using var response = await target.GetAsync(
                Protected, $"{head}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(claims.ToJsonString()))}.{signature}", ct);
            return Saw.Status(response, HttpStatusCode.Unauthorized);
        }),
        new("token-cut", "A real token without its signature, or with half of it", "API-T1", "401", async (target, ct) =>
        {
            if (target.Token is not { } token || token.Split('.') is not [var head, var body, var signature])
                return AttackResult.Skipped("needs a user's token");
            return await EachAsync(target, [$"{head}.{body}.", $"{head}.{body}", $"{head}.{body}.{signature[..20]}"], one => one, ct);
        }),
        new("token-oversized", "A token of 100,000 characters", "API-D1", "401, 431 or a closed connection", async (target, ct) =>
        {
            using var response = await target.SendUnreadAsync(
                HttpMethod.Get, Protected, new string('a', 100_000), content: null, ct);
            return Saw.Unread(response, HttpStatusCode.Unauthorized, HttpStatusCode.RequestHeaderFieldsTooLarge);
        }),
        new("token-twice", "Two credentials in one request", "API-S2", "401", async (target, ct) =>
        {
            if (target.Token is not { } token)
                return AttackResult.Skipped("needs a user's token");
            using var response = await target.SendAsync(HttpMethod.Get, Protected, token: null, content: null, ct,
                ("Authorization", $"Bearer {token}, Bearer {Unsigned("none", target.Time)}"));
            return Saw.Status(response, HttpStatusCode.Unauthorized);
        }),
        new("token-in-address", "A credential in the address or in a cookie, where it would be logged or sent along", "API-I1", "401",
            async (target, ct) =>
            {
                if (target.Token is not { } token)
                    return AttackResult.Skipped("needs a user's token");
                using var address = await target.GetAsync($"{Protected}?access_token={token}&token={token}", token: null, ct);
                using var cookie = await target.SendAsync(HttpMethod.Get, Protected, token: null, content: null, ct,
                    ("Cookie", $"access_token={token}; stage5.session={token}"));
                return Saw.All([("address", Saw.Status(address, HttpStatusCode.Unauthorized)),
                    ("cookie", Saw.Status(cookie, HttpStatusCode.Unauthorized))]);
            }),
        new("key-guessed", "API keys that look right and are nobody's", "API-S1", "401",
            (target, ct) => EachAsync(target, ["s5_", "s5_a_b", $"s5_{new string('0', 32)}_{new string('0', 64)}",
                $"s5a_{new string('0', 32)}_{new string('0', 64)}", $"s5r_{new string('0', 32)}_{new string('0', 64)}"],
                one => one, ct)),
    ];

    private static async Task<AttackResult> EachAsync(
        AttackTarget target, string[] variants, Func<string, string> token, CancellationToken ct)
    {
        var seen = new List<(string, AttackResult)>();
        foreach (var variant in variants)
        {
            using var response = await target.GetAsync(Protected, token(variant), ct);
            seen.Add(($"variant {seen.Count + 1}", Saw.Status(response, HttpStatusCode.Unauthorized)));
        }
        return Saw.All(seen);
    }

    private static string Unsigned(string algorithm, TimeProvider time) => $"{Head(algorithm)}.{Claims(time)}.";

    private static string Hmac(string secret, TimeProvider time)
    {
        var message = $"{Head("HS256")}.{Claims(time)}";
        var signature = HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.ASCII.GetBytes(message));
        return $"{message}.{Base64Url.EncodeToString(signature)}";
    }

    private static string WithOwnKey(TimeProvider time)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var point = key.ExportParameters(includePrivateParameters: false).Q;
        var head = new JsonObject
        {
            ["alg"] = "ES256",
            ["typ"] = "at+jwt",
            ["kid"] = "../../../../dev/null",
            ["jwk"] = new JsonObject
            {
                ["kty"] = "EC",
                ["crv"] = "P-256",
                ["x"] = Base64Url.EncodeToString(point.X),
                ["y"] = Base64Url.EncodeToString(point.Y),
            },
        };
        var message = $"{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(head.ToJsonString()))}.{Claims(time)}";
        var signature = key.SignData(Encoding.ASCII.GetBytes(message), HashAlgorithmName.SHA256);
        return $"{message}.{Base64Url.EncodeToString(signature)}";
    }

    private static string Head(string algorithm) => Base64Url.EncodeToString(
        Encoding.UTF8.GetBytes(new JsonObject { ["alg"] = algorithm, ["typ"] = "at+jwt" }.ToJsonString()));

    private static string Claims(TimeProvider time) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(new JsonObject
    {
        ["iss"] = "stage5-development",
        ["aud"] = "stage5",
        ["sub"] = "mallory",
        ["tenant"] = "demo",
        ["role"] = "admin",
        ["iat"] = time.GetUtcNow().ToUnixTimeSeconds(),
        ["nbf"] = time.GetUtcNow().ToUnixTimeSeconds(),
        ["exp"] = time.GetUtcNow().AddHours(1).ToUnixTimeSeconds(),
        ["jti"] = "1",
    }.ToJsonString()));
}
