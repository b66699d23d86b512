extern alias cli;

using System.Diagnostics;
using System.Text;
using cli::Stage5.Cli;
using cli::Stage5.Cli.Audit;
using Stage5.Core.Audit;

namespace Stage5.Tests.Audit;

/// <summary>The command in front of files that somebody altered, and of callers who are wrong.</summary>
public sealed class AuditCommandTests : IDisposable
{
    private static readonly string Escape = "\u001b[2J\u0007";

    private readonly DirectoryInfo _disk = Directory.CreateTempSubdirectory("stage5-audit-");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_stands_in_an_altered_file_writes_nothing_to_the_terminal_of_whoever_verifies_it()
    {
        var (line, hash) = AuditChain.Seal("{\"tenant\":\"acme\",\"number\":1}", AuditChain.Genesis);
        var segment = Path.Combine(_disk.FullName, "000000000001.jsonl");
        await File.WriteAllTextAsync(segment, line + "\n", Ct);
        using var signer = new AuditSigner(MakeKey());
        var head = signer.Sign(new AuditHead(
            AuditChains.Format, "acme" + Escape, 1, hash, DateTimeOffset.UnixEpoch, null, null)) with
        {
            KeyId = "key" + Escape,
        };
        await File.WriteAllTextAsync(AuditSegments.HeadOf(segment),
            System.Text.Json.JsonSerializer.Serialize(head, AuditWire.Default.AuditHead), Ct);
        var (output, errors) = (new StringWriter(), new StringWriter());

        var code = await AuditCheck.FilesAsync([segment], [signer.PublicKey], output, errors);

        code.ShouldBe(ExitCodes.Wrong);
        output.ToString().ShouldContain("\"acme\\u001B[2J\\u0007\"");
        output.ToString().ShouldContain("\"key\\u001B[2J\\u0007\"");
        output.ToString().ShouldNotContain(Escape);
    }

    [Theory]
    [InlineData(ExitCodes.Usage, "export --format xml")]
    [InlineData(ExitCodes.NoInput, "verify /no/such/segment.jsonl")]
    public async Task The_process_ends_as_whoever_called_it_wrongly_expects(int code, string called)
    {
        var flavour = new DirectoryInfo(AppContext.BaseDirectory).Name;
        var program = Repository.PathOf("artifacts", "bin", "Stage5.Cli", flavour, "Stage5.Cli.dll");
        using var process = Process.Start(new ProcessStartInfo("dotnet", ["exec", program, "audit", .. called.Split(' ')])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardErrorEncoding = Encoding.UTF8,
        })!;
        var said = await Task.WhenAll(
            process.StandardOutput.ReadToEndAsync(Ct), process.StandardError.ReadToEndAsync(Ct));
        await process.WaitForExitAsync(Ct);

        process.ExitCode.ShouldBe(code, string.Concat(said));
    }

    public void Dispose() => _disk.Delete(recursive: true);

    private static string MakeKey()
    {
        using var key = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
        return Convert.ToBase64String(key.ExportPkcs8PrivateKey());
    }
}
