using System.Diagnostics;
using System.Text.Json.Nodes;
using Stage5.Core.Audit;

namespace Stage5.Core.Guards;

/// <summary>What the audit says of calls that no task tells of.</summary>
internal static class GuardAudit
{
    /// <summary>The entry that rides with the settlement of a call; empty where a task has its own.</summary>
    public static string Of(Hold hold, Settlement settlement)
    {
        if (settlement.TaskId is not null || ReferenceEquals(settlement, Settlement.Nothing))
            return "";
        var subject = hold.Subject;
        var entry = new AuditEntry(
            subject.Tenant, new AuditActor(subject.User, subject.Credential, subject.Key), $"call.{settlement.Outcome}",
            $"call/{hold.Id}")
        {
            Outcome = settlement.Outcome switch
            {
                "completed" => AuditOutcome.Succeeded,
                "cancelled" => AuditOutcome.Cancelled,
                _ => AuditOutcome.Failed,
            },
            Details = new JsonObject
            {
                ["operation"] = settlement.Operation,
                ["models"] = ModelsOf(settlement.Spends),
            },
        };
        return AuditJson.Open(entry, Activity.Current?.TraceId.ToHexString());
    }

    /// <summary>Whom was asked, with which secret, and what it cost. The cost is null where the price is unknown.</summary>
    public static JsonArray ModelsOf(IEnumerable<Spend> spends) => new([.. spends.Select(spend => (JsonNode)new JsonObject
    {
        ["provider"] = spend.Provider,
        ["model"] = spend.Model,
        ["secret"] = spend.Secret,
        ["cost_micros"] = spend.CostMicros,
    })]);
}
