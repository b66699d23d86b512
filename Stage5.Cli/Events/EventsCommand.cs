using System.CommandLine;

namespace Stage5.Cli.Events;

/// <summary><c>events validate</c>.</summary>
public static class EventsCommand
{
    public static Command Create(TextReader input, TextWriter output, TextWriter errors) => new(
        "events", "Check recorded streams of task events.")
    {
        Validate(input, output, errors),
    };

    private static Command Validate(TextReader input, TextWriter output, TextWriter errors)
    {
        var file = new Argument<FileInfo?>("FILE")
        {
            Description = "A recorded stream: server-sent events, or an event a line. Standard input if absent.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var after = new Option<long>("--after")
        {
            Description = "The sequence that the stream was asked to begin behind.",
        };
        var tenant = new Option<bool>("--tenant")
        {
            Description = "A stream of /api/events: its ids are its own, and the events of a task may lack some.",
        };
        var command = new Command(
            "validate", "Say whether a stream is what docs/events says; explain the first difference.")
        {
            file, after, tenant,
        };
        command.SetAction(async (parsed, cancel) =>
        {
            var check = new EventsCheck(parsed.GetValue(after), parsed.GetValue(tenant), output, errors);
            return parsed.GetValue(file) is { } named
                ? await check.FileAsync(named, cancel)
                : await check.TextAsync(input, cancel);
        });
        return command;
    }
}
