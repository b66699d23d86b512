using System.Text.Json.Nodes;
using Stage5.Contracts;

namespace Stage5.Tests.Web;

/// <summary>Receipts of turns that went straight and of one that did not.</summary>
internal static class Receipts
{
    private static readonly DateTimeOffset At = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    public static Receipt Plain { get; } = new(
        new("default", null), new("default", "standard"), new("apertium", "eng-spa"), new(null, null),
        [new("generate", "completed", 74.6)], 81.7, null);

    public static ReceiptTry Try(string provider, string? failure, string? message) =>
        new(provider, "a-model", At, 74.6, failure, message);

    /// <summary>Its first provider failed, personal data was hidden, and it cost something.</summary>
    public static void FallBack(ScriptedTask task)
    {
        task.Start();
        task.Append(TaskEventTypes.GuardrailTriggered, new()
        {
            ["decision"] = "redact",
            ["classes"] = new JsonArray(
                new JsonObject { ["class"] = "email", ["action"] = "redact", ["count"] = 2, ["policy"] = "pii.email" }),
            ["policy"] = "pii.email",
        });
        task.Append(TaskEventTypes.ModelSelected, new()
        {
            ["language"] = "es",
            ["provider"] = "mistral",
            ["model"] = "mistral-small-2503",
            ["passed_over"] = new JsonArray(),
        });
        task.Append(TaskEventTypes.ModelFallback, new()
        {
            ["language"] = "es",
            ["segment"] = 1,
            ["from"] = "mistral",
            ["to"] = "apertium",
            ["model"] = "eng-spa",
            ["reason"] = "no answer in time",
        });
        task.Complete("Buenos días", Plain with
        {
            Usage = new(1204, 88),
            Cost = new(0.000123m, "EUR", "2026-01", Estimated: true),
            Tries =
            [
                Try("mistral", "transient", "The server did not answer in time."), Try("apertium", null, null),
            ],
            Candidates =
            [
                new("mistral", "mistral-small-2503", Usable: true, null), new("apertium", "eng-spa", Usable: true, null),
                new("azure", "gpt-4o", Usable: false, "The secret azure-key is not there."),
            ],
            Protected = [new("email", "redact", 2), new("banned_phrase", "allow", 1)],
        });
    }
}
