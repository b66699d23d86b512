using System.CommandLine;
using Stage5.Cli;
using Stage5.Cli.Audit;
using Stage5.Cli.Events;
using Stage5.Cli.Security;

var root = new RootCommand("Stage5's command line: what people and pipelines ask of a running system, or of its files.")
{
    AuditCommand.Create(Console.Out, Console.Error),
    EventsCommand.Create(Console.In, Console.Out, Console.Error),
    SecurityCommand.Create(Console.Out, Console.Error),
};

var parsed = root.Parse(args);
if (parsed.Errors.Count > 0)
{
    foreach (var error in parsed.Errors)
        await Console.Error.WriteLineAsync($"stage5: {error.Message}");
    await Console.Error.WriteLineAsync("See: stage5 help");
    return ExitCodes.Usage;
}

return await parsed.InvokeAsync();
