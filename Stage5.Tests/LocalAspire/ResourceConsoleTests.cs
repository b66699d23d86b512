using Microsoft.Extensions.Logging;

using Stage5.LocalAspire;

namespace Stage5.Tests.LocalAspire;

public sealed class ResourceConsoleTests
{
    [Fact]
    public void Each_line_carries_the_name_of_its_resource()
    {
        var (output, _) = Write(colour: false, log => log("Resources.api", LogLevel.Information, "one\ntwo"));

        output.ShouldBe("[api] one\n[api] two\n");
    }

    [Fact]
    public void Each_resource_keeps_a_colour_of_its_own()
    {
        var (output, _) = Write(colour: true, log =>
        {
            log("Resources.api", LogLevel.Information, "a");
            log("Resources.web", LogLevel.Information, "b");
            log("Resources.api", LogLevel.Information, "c");
        });

        output.ShouldBe("\e[36m[api]\e[0m a\n\e[32m[web]\e[0m b\n\e[36m[api]\e[0m c\n");
    }

    [Fact]
    public void What_the_AppHost_itself_has_to_say_against_it_goes_to_stderr()
    {
        var (output, errors) = Write(colour: false, log =>
        {
            log("Stage5.LocalAspire.Orchestrator", LogLevel.Debug, "not shown");
            log("Stage5.LocalAspire.Orchestrator", LogLevel.Critical, "no");
        });

        output.ShouldBeEmpty();
        errors.ShouldBe("[apphost] no\n");
    }

    private static (string Output, string Errors) Write(bool colour, Action<Action<string, LogLevel, string>> act)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var errors = new StringWriter { NewLine = "\n" };
        using var console = new ResourceConsole(output, errors, colour);
        act((category, level, text) =>
            console.CreateLogger(category).Log(level, default, text, null, (state, _) => state));
        return (output.ToString(), errors.ToString());
    }
}
