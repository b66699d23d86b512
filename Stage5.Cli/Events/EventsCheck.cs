using System.Globalization;
using Stage5.Contracts.Events;

namespace Stage5.Cli.Events;

/// <summary>Holds a recorded stream to the contract, and says what came of it.</summary>
internal sealed class EventsCheck(long after, bool tenant, TextWriter output, TextWriter errors)
{
    public async Task<int> FileAsync(FileInfo file, CancellationToken cancel)
    {
        try
        {
            using var text = file.OpenText();
            return await TextAsync(text, cancel);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            await errors.WriteLineAsync($"stage5: {file}: {e.Message}");
            return ExitCodes.NoInput;
        }
    }

    public async Task<int> TextAsync(TextReader text, CancellationToken cancel)
    {
        var order = new EventOrder(after, sparse: tenant);
        var verdict = await new StreamRecording(EventContract.Current, order, numbered: !tenant).CheckAsync(text, cancel);
        if (verdict.Difference is { } difference)
        {
            await output.WriteLineAsync($"line {Said(verdict.Line)}: {difference}");
            return ExitCodes.Wrong;
        }

        var missing = verdict.Missing == 0 ? "" : $", {Said(verdict.Missing)} no longer kept";
        var ended = verdict.Ended is null ? "" : $"; ended by the server: {verdict.Ended}";
        await output.WriteLineAsync($"{Said(verdict.Events)} events, all as the contract says{missing}{ended}");
        return ExitCodes.Right;
    }

    private static string Said(long number) => number.ToString(CultureInfo.InvariantCulture);
}
