using System.Diagnostics;
using System.Runtime.Versioning;

namespace Stage5.Tests.AppHost;

/// <summary>The AppHost as a program, for a person whose home holds nothing yet.</summary>
[SupportedOSPlatform("linux")]
public sealed class AppHostProcessTests : IDisposable
{
    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("stage5-home-");

    public void Dispose() => _home.Delete(recursive: true);

    [Fact]
    public async Task The_first_token_makes_the_key_and_keeps_it()
    {
        string[] arguments = ["token", "--role", "user", "--tenant", "demo", "--user", "ana"];

        var first = await RunAsync(arguments);
        var secrets = Path.Combine(_home.FullName, ".microsoft/usersecrets/stage5-apphost/secrets.json");
        var kept = await File.ReadAllTextAsync(secrets, TestContext.Current.CancellationToken);
        var second = await RunAsync(arguments);

        first.ShouldMatch(@"\A[\w-]+\.[\w-]+\.[\w-]+\n\z");
        second.Split('.')[0].ShouldBe(first.Split('.')[0]);
        kept.ShouldContain("Parameters:development-key");
        (await File.ReadAllTextAsync(secrets, TestContext.Current.CancellationToken)).ShouldBe(kept);
        File.GetUnixFileMode(secrets).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Fact]
    public async Task A_link_leads_to_the_port_of_the_dashboard()
    {
        (await RunAsync("token", "--link"))
            .ShouldMatch(@"\Ahttp://localhost:5190/login\?code=[\w-]+\.[\w-]+\.[\w-]+\n\z");
    }

    private async Task<string> RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo(
            "dotnet", ["exec", typeof(Projects.Stage5_AppHost).Assembly.Location, .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
        };
        start.Environment["HOME"] = _home.FullName;
        start.Environment.Remove("APPDATA");
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        process.ExitCode.ShouldBe(0);
        return output;
    }
}
