extern alias cli;

using System.Text.Json;
using cli::Stage5.Cli;
using cli::Stage5.Cli.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Stage5.Tests.ServiceDefaults;

namespace Stage5.Tests.Security;

/// <summary>What the command ends with, and the evidence that it writes.</summary>
[Collection(AttackedCollection.Name)]
public sealed class SecurityCheckTests(AttackedSystem attacked) : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("stage5-check-");
    private readonly StringWriter _output = new();
    private readonly StringWriter _errors = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private FileInfo File => new(Path.Combine(_folder.FullName, "evidence.json"));

    public void Dispose()
    {
        _folder.Delete(recursive: true);
        _output.Dispose();
        _errors.Dispose();
    }

    [Fact]
    public void What_is_held_off_is_0_with_evidence_of_each_attack_and_of_no_credential()
    {
        attacked.ExitCode.ShouldBe(ExitCodes.Right);
        attacked.Results.Select(result => (result.Id, result.Title, result.Threat, result.Expected)).ShouldBe(
            AttackCatalog.All.Select(attack => (attack.Id, attack.Title, attack.Threat, attack.Expected)));
        attacked.Results.ShouldAllBe(result => result.Evidence.Length > 0);
        using var evidence = JsonDocument.Parse(attacked.Evidence);
        evidence.RootElement.GetProperty("target").GetString().ShouldBe(attacked.Known.Url.OriginalString);
        evidence.RootElement.GetProperty("startedAt").GetDateTimeOffset()
            .ShouldBeLessThan(evidence.RootElement.GetProperty("endedAt").GetDateTimeOffset());
        evidence.RootElement.GetProperty("results")[0].GetProperty("verdict").GetString().ShouldBe("Held");
        var known = attacked.Known;
        foreach (var credential in new[] { known.Token, known.Stranger, known.Operator, known.CallbackSecret })
            attacked.Evidence.ShouldNotContain(credential!);
    }

    [Fact]
    public async Task What_gets_through_is_1_and_there_is_no_attack_that_could_not()
    {
        await using var open = await StartOpenAsync();
        var known = attacked.Known with { Url = open.Address, Dashboard = open.Address };

        var exit = await SecurityCheck.RunAsync(known, File, _output, _errors, Ct);

        exit.ShouldBe(ExitCodes.Wrong);
        var results = Read();
        results.Where(result => result.Verdict != AttackVerdict.Broken)
            .Select(result => $"{result.Id}: {result.Evidence}").ShouldBeEmpty();
        _output.ToString().ShouldContain("BROKEN  token-absent         Ask without any identity: 200; expected 401");
        _output.ToString().ShouldEndWith($"0 held off, {results.Count} not, 0 not tried{Environment.NewLine}");
    }

    [Fact]
    public async Task What_was_not_given_is_named_and_nothing_that_needs_it_is_tried()
    {
        await using var open = await StartOpenAsync();

        await SecurityCheck.RunAsync(new CheckedSystem(open.Address), File, _output, _errors, Ct);

        var results = Read().ToDictionary(result => result.Id, StringComparer.Ordinal);
        foreach (var (id, why) in new[]
        {
            ("rights-user", "needs a user's token"),
            ("dashboard-redirect", "needs the dashboard's address: --dashboard"),
            ("callback-unsigned", "needs the name of a configured source: --callback-source"),
            ("webhook-inside", "needs the token of somebody who may manage webhooks"),
        })
            (results[id].Verdict, results[id].Evidence).ShouldBe((AttackVerdict.Skipped, why));
    }

    [Theory]
    [InlineData(false, "token-absent")]
    [InlineData(true, "dashboard-cross-site")]
    public async Task Where_nobody_answers_is_69_without_evidence(bool api, string first)
    {
        var nobody = new Uri("http://127.0.0.1:1/");
        var known = attacked.Known with { Url = api ? attacked.Known.Url : nobody, Dashboard = nobody };

        var exit = await SecurityCheck.RunAsync(known, File, _output, _errors, Ct);

        exit.ShouldBe(ExitCodes.Unreachable);
        _errors.ToString().ShouldStartWith($"{first} got no answer: ");
        File.Exists.ShouldBeFalse();
    }

    [Fact]
    public async Task The_command_takes_its_addresses_its_source_and_its_file()
    {
        await using var open = await StartOpenAsync();
        string[] arguments =
        [
            "check", "--url", open.Address.ToString(), "--dashboard", open.Address.ToString(), "--callback-source", "crm",
            "--evidence", File.FullName,
        ];

        var exit = await SecurityCommand.Create(_output, _errors).Parse(arguments).InvokeAsync(cancellationToken: Ct);

        exit.ShouldBe(ExitCodes.Wrong);
        var results = Read().ToDictionary(result => result.Id, StringComparer.Ordinal);
        foreach (var id in new[] { "token-absent", "dashboard-headers", "callback-unsigned" })
            results[id].Verdict.ShouldBe(AttackVerdict.Broken, results[id].Evidence);
    }

    [Theory]
    [InlineData("--url", "localhost")]
    [InlineData("--dashboard", "ftp://localhost/")]
    public void An_address_that_is_none_is_told(string option, string address) =>
        SecurityCommand.Create(_output, _errors).Parse(["check", option, address]).Errors.Select(error => error.Message)
            .ShouldBe([$"'{address}' is no http or https address."]);

    private IReadOnlyList<AttackEvidence> Read() => JsonSerializer.Deserialize(
        System.IO.File.ReadAllText(File.FullName), SecurityJson.Default.SecurityEvidence)!.Results;

    // Everybody may everything, whoever they say they are, from wherever, and is told what it runs on.
    private static Task<TestHost> StartOpenAsync()
    {
        var builder = TestHost.Builder();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestHeadersTotalSize = 1_000_000;
            kestrel.Limits.MaxRequestHeaderCount = 1_000;
        });
        return TestHost.StartAsync(builder, app => app.Run(http =>
        {
            http.Response.Headers.AccessControlAllowOrigin = "*";
            return http.Response.WriteAsync($$"""{"taskId":"1","user":"{{http.Request.Headers["X-User"]}}"}""");
        }));
    }
}
