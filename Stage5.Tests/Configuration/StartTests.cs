using System.Diagnostics;
using System.Security.Cryptography;

namespace Stage5.Tests.Configuration;

/// <summary>Real processes that are configured wrong.</summary>
public sealed class StartTests
{
    private const string Password = "hunter2-hunter2";

    private static readonly (string Key, string Value)[] OfCore =
    [
        ("Stage5__Turns__Parallel", "several"),
        ("Stage5__Turns__LiveDeadline", "-00:00:01"),
        ("Stage5__Limits__acme__RequestsPerMinute", "fast"),
        ("Stage5__Compliance__acme__Classes__card", "shred"),
        ("Stage5__Recall__Embeddings", "nobody"),
        ("Stage5__Turns__LiveDeadlin", "00:00:10"),
        ("ConnectionStrings__secrets", $"ftp://user:{Password}@vault"),
    ];

    private static readonly (string Key, string Value)[] OfWeb =
    [
        ("Stage5__Proxies", "somewhere"),
        ("services__api__http__0", "not an address"),
        ("OTEL_EXPORTER_OTLP_ENDPOINT", "nowhere"),
        ("Stage5__Turns__LiveDeadlin", "00:00:10"),
        ("Stage5__Web__SignIn__Authority", "not an address"),
        ("Stage5__Web__SignIn__ClientId", "dashboard"),
        ("Stage5__Web__SignIn__ClientSecret", "dashboard-sign-in"),
        ("Stage5__Limits__acme__RequestPerMinute", "5"),
        ("Stage5__Secret__openai", Password),
        ("Stage5__Worker__Concurency", "5"),
    ];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Stage5.Api")]
    [InlineData("Stage5.Worker")]
    [Trait("Threat", "OP-T1")]
    public async Task Ten_mistakes_are_ten_clear_lines_and_exit_78(string host)
    {
        var (exit, output, lines) = await RunAsync(host, OfCore, ["--Stage5:Tasks:MaxAttempts=0"],
            """{"Stage5":{"Conversations":{"Messages":"many"},"Audit":{"SegmentRecords":5}}}""",
            ("ConnectionStrings__cache", "127.0.0.1:1"));

        exit.ShouldBe(78);
        lines.Length.ShouldBe(10, string.Join('\n', lines));
        lines.ShouldBe(
        [
            "ConnectionStrings:secrets: must be the https address of a vault. "
                + "Source: environment variable ConnectionStrings__secrets. "
                + "Example: ConnectionStrings__secrets=https://stage5.vault.azure.net/",
            "Stage5:Audit:SegmentRecords: must be from 100 to 1000000. Source: file appsettings.json. "
                + "Example: Stage5:Audit:SegmentRecords=10000",
            "Stage5:Compliance:acme:Classes:card: is 'shred'; it must be allow, redact, review or block. "
                + "Source: environment variable Stage5__Compliance__acme__Classes__card. "
                + "Example: Stage5__Compliance__acme__Classes__card=block",
            "Stage5:Conversations:Messages: must be a whole number. Source: file appsettings.json. "
                + "Example: Stage5:Conversations:Messages=10000",
            "Stage5:Limits:acme:RequestsPerMinute: must be from 1 to 1000000000, or none. "
                + "Source: environment variable Stage5__Limits__acme__RequestsPerMinute. "
                + "Example: Stage5__Limits__acme__RequestsPerMinute=600",
            "Stage5:Recall:Embeddings: names 'nobody', which is not configured. "
                + "Source: environment variable Stage5__Recall__Embeddings. Example: Stage5__Recall__Embeddings=openai",
            "Stage5:Tasks:MaxAttempts: must be from 1 to 100. Source: command line. Example: Stage5:Tasks:MaxAttempts=5",
            "Stage5:Turns:LiveDeadlin: is not a key that Stage5 knows; did you mean Stage5:Turns:LiveDeadline? "
                + "Source: environment variable Stage5__Turns__LiveDeadlin. Example: Stage5__Turns__LiveDeadline=00:00:15",
            "Stage5:Turns:LiveDeadline: must be above zero and at most ten minutes. "
                + "Source: environment variable Stage5__Turns__LiveDeadline. Example: Stage5__Turns__LiveDeadline=00:00:15",
            "Stage5:Turns:Parallel: must be a whole number. Source: environment variable Stage5__Turns__Parallel. "
                + "Example: Stage5__Turns__Parallel=4",
        ]);
        (output + string.Concat(lines)).ShouldNotContain(Password);
        output.ShouldNotContain("   at ");
    }

    [Fact]
    public async Task The_dashboard_says_its_ten_too()
    {
        var (exit, output, lines) = await RunAsync("Stage5.Web", OfWeb,
            ["--Stage5:Task:MaxAttempts=1"], """{"Stage5":{"Bugdets":{"Default":{"Currency":"EUR"}}}}""");

        exit.ShouldBe(78);
        lines.Length.ShouldBe(10, string.Join('\n', lines));
        lines.ShouldAllBe(line => line.Contains(" Source: ", StringComparison.Ordinal));
        lines.ShouldContain(line => line.Contains("did you mean Stage5:Limits:acme:RequestsPerMinute?", StringComparison.Ordinal));
        lines.ShouldContain(line => line.StartsWith("Stage5:Proxies: has 'somewhere'", StringComparison.Ordinal));
        lines.ShouldContain(line => line.StartsWith(
            "Stage5:Web:SignIn:Authority: must be an https address", StringComparison.Ordinal));
        lines.ShouldContain(line => line.StartsWith("services:api:http:0: must be an http or https address.",
            StringComparison.Ordinal));
        (output + string.Concat(lines)).ShouldNotContain(Password);
    }

    [Fact]
    public async Task A_settings_file_that_is_no_json_is_told_in_a_line()
    {
        var (exit, _, lines) = await RunAsync("Stage5.Api", [], [], "{\"Stage5\": {\"Turns\": ");

        exit.ShouldBe(78);
        lines.ShouldHaveSingleItem().ShouldContain("appsettings.json");
    }

    [Fact]
    [Trait("Threat", "OP-T1")]
    public async Task What_rooms_need_besides_their_options_is_told_with_the_rest()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        var (exit, _, lines) = await RunAsync("Stage5.Api",
        [
            ("Stage5__Access__DevelopmentPublicKey", Convert.ToBase64String(key.ExportSubjectPublicKeyInfo())),
            ("Stage5__Cors__Origins", "*"),
        ],
        [], """
            {"Stage5": {"Secrets": {"crm-secret": "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}, "Callbacks": {"Sources":
              {"crm": {"Kind": "standard", "Secret": "crm-secret", "Tenant": "acme", "Events": ["message.created"]}}}}}
            """);

        exit.ShouldBe(78);
        lines.ShouldBe(
        [
            "ConnectionStrings:cache: is missing: the store that everything is kept in. Source: default. "
                + "Example: ConnectionStrings__cache=redis.internal:6379,password=…,ssl=true",
            "Stage5:Access:DevelopmentPublicKey: must not be set in production: whoever has the other half of the key signs "
                + "tokens of any role. Source: environment variable Stage5__Access__DevelopmentPublicKey.",
            "Stage5:Callbacks:Sources:crm:Secret: names crm-secret, which is not usable: it is all zeros. "
                + "Source: file appsettings.json. Example: Stage5:Callbacks:Sources:crm:Secret=name",
            "Stage5:Cors:Origins: '*' is no origin such as https://app.example.com (http on loopback only, no path, no "
                + "wildcard). Source: environment variable Stage5__Cors__Origins. "
                + "Example: Stage5__Cors__Origins=https://portal.example.com",
        ]);
    }

    [Fact]
    [Trait("Threat", "OP-T1")]
    public async Task A_secret_that_no_vault_has_at_the_start_is_a_line_too()
    {
        var (exit, _, lines) = await RunAsync("Stage5.Worker",
        [
            ("Stage5__Secrets__RequireVault", "true"), ("Stage5__Audit__SigningKeySecret", "audit-signing-key"),
            ("ConnectionStrings__cache", "127.0.0.1:1"),
        ],
        [], "{}");

        exit.ShouldBe(78);
        lines.ShouldBe(
        [
            "ConnectionStrings:secrets: is missing, and Stage5:Secrets:RequireVault is set. Source: default. "
                + "Example: ConnectionStrings__secrets=https://stage5.vault.azure.net/",
            "Stage5:Secrets:audit-signing-key: is missing, for signing the audit: No vault is configured. Source: Key Vault.",
        ]);
    }

    private static async Task<(int Exit, string Output, string[] Lines)> RunAsync(
        string host, (string Key, string Value)[] variables, string[] arguments, string file,
        params (string Key, string Value)[] more)
    {
        var directory = Directory.CreateTempSubdirectory("stage5-start-");
        try
        {
            await File.WriteAllTextAsync(Path.Combine(directory.FullName, "appsettings.json"), file, Ct);
            var build = Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
            var start = new ProcessStartInfo("dotnet",
                [Repository.PathOf("artifacts", "bin", host, build, $"{host}.dll"), .. arguments])
            {
                WorkingDirectory = directory.FullName,
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            foreach (var name in start.Environment.Keys
                .Where(name => name.StartsWith("Stage5", StringComparison.OrdinalIgnoreCase)
                    || name.StartsWith("ConnectionStrings", StringComparison.OrdinalIgnoreCase)).ToArray())
                start.Environment.Remove(name);
            start.Environment["DOTNET_ENVIRONMENT"] = "Production";
            start.Environment["ASPNETCORE_URLS"] = "http://127.0.0.1:0";
            foreach (var (key, value) in variables.Concat(more)) start.Environment[key] = value;
            using var process = Process.Start(start)!;
            var (output, errors) = (process.StandardOutput.ReadToEndAsync(Ct), process.StandardError.ReadToEndAsync(Ct));
            await process.WaitForExitAsync(Ct);
            return (process.ExitCode, await output,
                (await errors).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }
}
