extern alias cli;

using System.Diagnostics;
using System.Text;
using cli::Stage5.Cli;
using cli::Stage5.Cli.Events;

namespace Stage5.Tests.Events;

/// <summary><c>./stage5 events validate</c>.</summary>
public sealed class EventsCommandTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_right_stream_is_counted()
    {
        (await RunAsync(GoldenStreams.Read("gap")))
            .ShouldBe((ExitCodes.Right, "6 events, all as the contract says, 37 no longer kept\n"));
    }

    [Fact]
    public async Task The_first_difference_is_explained_with_its_line()
    {
        (await RunAsync("""{"event":"model_used","task_id":"t-1","latency":12}"""))
            .ShouldBe((ExitCodes.Wrong, "line 1: expected payload.latency, found latency at the top level\n"));
    }

    [Fact]
    public async Task Nothing_that_a_stream_says_is_written_to_the_terminal_as_it_is()
    {
        var (_, said) = await RunAsync("{\"schema\":\"\\u001b[2J\\u009b\",\"\\u001b[2J\":1}");

        said.ShouldContain("\\u001B[2J\\u009B");
        said.ShouldNotContain('\u001b');
    }

    [Theory]
    [InlineData(ExitCodes.NoInput, "/no/such/stream.sse")]
    [InlineData(ExitCodes.Usage, "--after yesterday")]
    public async Task The_process_ends_as_whoever_called_it_wrongly_expects(int code, string called)
    {
        var program = Repository.PathOf(
            "artifacts", "bin", "Stage5.Cli", new DirectoryInfo(AppContext.BaseDirectory).Name, "Stage5.Cli.dll");
        using var process = Process.Start(new ProcessStartInfo(
            "dotnet", ["exec", program, "events", "validate", .. called.Split(' ')])
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

    private static async Task<(int Code, string Said)> RunAsync(string stream)
    {
        var (output, errors) = (new StringWriter { NewLine = "\n" }, new StringWriter());
        var command = EventsCommand.Create(new StringReader(stream), output, errors);
        var code = await command.Parse("validate").InvokeAsync(cancellationToken: Ct);
        return (code, output.ToString());
    }
}
