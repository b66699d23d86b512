using System.Text.Json.Nodes;
using Stage5.Contracts;
using Stage5.Core.Guards.Compliance;

namespace Stage5.Core.Turns;

/// <summary>What guardrails found, as the task's log tells it: classes and counts, never a value.</summary>
internal static class TurnGuardrails
{
    /// <param name="decision"><c>allow</c>, <c>redact</c>, <c>review</c> or <c>deny</c>.</param>
    public static Task SayAsync(
        Turn turn, string decision, IReadOnlyList<ComplianceFinding> findings, CancellationToken cancellationToken) =>
        turn.EmitAsync(TaskEventTypes.GuardrailTriggered, new JsonObject
        {
            ["decision"] = decision,
            ["policy"] = PolicyOf(findings),
            ["classes"] = new JsonArray([.. findings.Select(finding => (JsonNode)new JsonObject
            {
                ["class"] = finding.Class,
                ["action"] = finding.Action,
                ["count"] = finding.Count,
                ["policy"] = finding.Policy,
            })]),
        }, cancellationToken);

    // The rule that decided is the one whose action is the gravest; of several the first.
    private static string PolicyOf(IReadOnlyList<ComplianceFinding> findings) =>
        (findings.FirstOrDefault(finding => finding.Action == "block")
            ?? findings.FirstOrDefault(finding => finding.AsksForReview)
            ?? findings.FirstOrDefault(finding => finding.Action != "allow") ?? findings[0]).Policy;
}
