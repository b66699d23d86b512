using Stage5.Contracts;
using Stage5.Core.Turns;

namespace Stage5.Tests.Turns;

internal static class Requests
{
    public static TaskRequest Translate(
        string text = "Good morning.", string? source = "en", string target = "es", Processing? processing = null,
        string? lane = null) => new()
        {
            Kind = TaskKinds.Translate,
            Text = text,
            SourceLanguage = source,
            TargetLanguage = target,
            Processing = processing,
            Lane = lane,
        };

    public static TurnRequest Turn(TaskRequest? task = null, bool inline = true) => new(
        Guid.CreateVersion7().ToString(), Guid.CreateVersion7().ToString(), Attempt: 1, inline, "demo", "ana", "key-1",
        task ?? Translate());
}
