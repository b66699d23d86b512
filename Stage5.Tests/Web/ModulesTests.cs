using System.Diagnostics;
using System.Reflection;

namespace Stage5.Tests.Web;

public sealed class ModulesTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private static string Root => typeof(ModulesTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(metadata => metadata.Key == "RepositoryRoot").Value!;

    public static TheoryData<string> Files =>
    [
        .. Directory.GetFiles(Path.Combine(Root, "Stage5.Tests", "Web", "modules"), "*.test.mjs")
            .Select(file => Path.GetFileName(file)!).Order(StringComparer.Ordinal),
    ];

    [Theory]
    [MemberData(nameof(Files))]
    public async Task The_browser_modules_pass_their_tests(string file)
    {
        var path = Path.Combine(Root, "Stage5.Tests", "Web", "modules", file);
        using var node = Process.Start(new ProcessStartInfo("node", ["--test", "--test-reporter=tap", path])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Limit);
        var output = node.StandardOutput.ReadToEndAsync(limit.Token);
        var errors = node.StandardError.ReadToEndAsync(limit.Token);
        try
        {
            await node.WaitForExitAsync(limit.Token);
        }
        finally
        {
            if (!node.HasExited) node.Kill(entireProcessTree: true);
        }

        node.ExitCode.ShouldBe(0, await output + await errors);
        (await output).ShouldNotContain("# tests 0\n");
    }
}
