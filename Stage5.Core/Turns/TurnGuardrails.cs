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
            ["classes"] = new JsonArray([.. findings.Select(finding => (JsonNode)new JsonObject
            {
                ["class"] = finding.Class,
                ["action"] = finding.Action,
                ["count"] = finding.Count,
                ["policy"] = finding.Policy,
            })]),
        }, cancellationToken);
}
