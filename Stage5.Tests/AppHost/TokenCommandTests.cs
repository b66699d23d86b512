using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

using Aspire.Hosting;
using Aspire.Hosting.Testing;

using Stage5.AppHost;

namespace Stage5.Tests.AppHost;

public sealed class TokenCommandTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 10, 0, 0, TimeSpan.Zero);

    private readonly string _key = new DevelopmentKey().GetDefaultValue();

    [Fact]
    public async Task A_token_is_alone_on_stdout_and_says_who_it_is_for()
    {
        var (code, output, errors) =
            await RunAsync("--role", "operator", "--tenant", "demo", "--user", "ana", "--minutes", "5");

        code.ShouldBe(0);
        errors.ShouldContain("operator ana of demo");
        output.ShouldEndWith("\n");
        output.Trim().ShouldNotContain('\n');
        var (header, claims) = Verify(output.Trim());
        header.GetProperty("alg").GetString().ShouldBe("ES256");
        header.GetProperty("typ").GetString().ShouldBe("at+jwt");
        claims.GetProperty("iss").GetString().ShouldBe("stage5-development");
        claims.GetProperty("aud").GetString().ShouldBe("stage5");
        claims.GetProperty("sub").GetString().ShouldBe("ana");
        claims.GetProperty("tenant").GetString().ShouldBe("demo");
        claims.GetProperty("role").GetString().ShouldBe("operator");
        claims.GetProperty("nbf").GetInt64().ShouldBe(Now.ToUnixTimeSeconds());
        claims.GetProperty("iat").GetInt64().ShouldBe(Now.ToUnixTimeSeconds());
        claims.GetProperty("exp").GetInt64().ShouldBe(Now.AddMinutes(5).ToUnixTimeSeconds());
        Guid.Parse(claims.GetProperty("jti").GetString()!).Version.ShouldBe(7);
        claims.TryGetProperty("scope", out _).ShouldBeFalse();
    }

    [Fact]
    public async Task Without_minutes_a_token_lasts_an_hour()
    {
        var (_, output, _) = await RunAsync("--role", "user", "--tenant", "demo", "--user", "ana");

        Verify(output.Trim()).Claims.GetProperty("exp").GetInt64().ShouldBe(Now.AddHours(1).ToUnixTimeSeconds());
    }

    [Theory]
    [InlineData("--tenant is missing", "--role", "user", "--user", "ana")]
    [InlineData("--role is 'root'", "--role", "root", "--tenant", "demo", "--user", "ana")]
    [InlineData("--tenant may hold", "--role", "user", "--tenant", "Demo", "--user", "ana")]
    [InlineData("--tenant may hold", "--role", "user", "--tenant", "demo}", "--user", "ana")]
    [InlineData("--user may hold", "--role", "user", "--tenant", "demo", "--user", "ana\n")]
    [InlineData("--user may hold", "--role", "user", "--tenant", "demo", "--user", "")]
    [InlineData("--user needs a value", "--role", "user", "--tenant", "demo", "--user")]
    [InlineData("--minutes is a number", "--role", "user", "--tenant", "demo", "--user", "ana", "--minutes", "0")]
    [InlineData(
        "--minutes is a number", "--role", "user", "--tenant", "demo", "--user", "ana", "--minutes", "1441")]
    [InlineData("for 5 minutes", "--link", "--minutes", "60")]
    [InlineData("'--rôle' is not known", "--rôle", "user")]
    public async Task Wrong_arguments_are_named_and_give_64(string problem, params string[] arguments)
    {
        var (code, output, errors) = await RunAsync(arguments);

        code.ShouldBe(64);
        output.ShouldBeEmpty();
        errors.ShouldContain(problem);
        errors.ShouldContain("usage: token");
    }

    [Fact]
    public async Task A_link_is_for_one_login_within_five_minutes()
    {
        var (code, output, _) = await RunAsync("--link");

        code.ShouldBe(0);
        var claims = Verify(output.Trim().Split("/login?code=")[1]).Claims;
        claims.GetProperty("scope").GetString().ShouldBe("login");
        claims.GetProperty("role").GetString().ShouldBe("admin");
        claims.GetProperty("exp").GetInt64().ShouldBe(Now.AddMinutes(5).ToUnixTimeSeconds());
    }

    [Theory]
    [InlineData("not base64!")]
    [InlineData("bm8ga2V5")]
    public void A_key_that_is_none_is_told(string key)
    {
        var token = new DevelopmentToken("ana", "demo", "user", TimeSpan.FromHours(1));

        Should.Throw<FormatException>(() => token.Sign(key, Now)).Message.ShouldContain("development-key");
    }

    private async Task<(int Code, string Output, string Errors)> RunAsync(params string[] arguments)
    {
        await using var builder =
            DistributedApplicationTestingBuilder.Create($"--Parameters:development-key={_key}");
        var key = builder.AddParameter("development-key", new DevelopmentKey(), secret: true);
        var web = builder.AddProject<Projects.Stage5_Web>("web").GetEndpoint("http");
        using var output = new StringWriter { NewLine = "\n" };
        using var errors = new StringWriter { NewLine = "\n" };
        var code = await new TokenCommand(key.Resource, web, new FixedTime()).RunAsync(arguments, output, errors);
        return (code, output.ToString(), errors.ToString());
    }

    private (JsonElement Header, JsonElement Claims) Verify(string token)
    {
        var parts = token.Split('.');
        parts.Length.ShouldBe(3);
        using var key = ECDsa.Create();
        key.ImportPkcs8PrivateKey(Convert.FromBase64String(_key), out _);
        var content = Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}");
        key.VerifyData(content, Base64Url.DecodeFromChars(parts[2]), HashAlgorithmName.SHA256).ShouldBeTrue();
        var header = JsonDocument.Parse(Base64Url.DecodeFromChars(parts[0])).RootElement;
        header.GetProperty("kid").GetString()
            .ShouldBe(Base64Url.EncodeToString(SHA256.HashData(key.ExportSubjectPublicKeyInfo())));
        return (header, JsonDocument.Parse(Base64Url.DecodeFromChars(parts[1])).RootElement);
    }

    private sealed class FixedTime : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => Now;
    }
}
