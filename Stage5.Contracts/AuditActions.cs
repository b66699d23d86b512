namespace Stage5.Contracts;

/// <summary>Everything that the audit tells of, by the action of its records. A test holds it against what is written.</summary>
public static class AuditActions
{
    /// <summary><c>noun.participle</c>, in order.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        "audit.exported", "audit.trimmed", "audit.verified",
        "authentication.failed",
        "budgets.changed",
        "call.cancelled", "call.completed", "call.failed",
        "callback.received",
        "conversation.created",
        "deliveries.resumed",
        "draft.deleted", "draft.replayed", "draft.saved",
        "glossary.imported",
        "guard.refused",
        "key.created", "key.revoked", "key.rotated",
        "members.changed",
        "message.written",
        "permission.denied",
        "process.started",
        "protection_key.created",
        "record.lost",
        "reply.dead", "reply.delivered", "reply.resumed",
        "review.approved", "review.closed", "review.decided", "review.escalated", "review.leased", "review.noted",
        "review.opened", "review.released", "review.reopened",
        "role.assigned",
        "secret.changed", "secret.read",
        "session.ended", "session.revoked", "session.started",
        "settings.changed", "settings.rolled_back",
        "task.cancel_requested", "task.cancelled", "task.completed", "task.created", "task.failed",
        "term.added", "term.changed", "term.removed",
        "webhook.changed", "webhook.created", "webhook.delivered", "webhook.disabled", "webhook.given_up",
        "webhook.removed", "webhook.replayed", "webhook.rotated", "webhook.tested",
    ];

    /// <summary>What to look for: a noun with its dot where there are several of it, else the action.</summary>
    public static IReadOnlyList<string> Beginnings { get; } =
    [
        .. All.GroupBy(action => action[..(action.IndexOf('.', StringComparison.Ordinal) + 1)], StringComparer.Ordinal)
            .Select(noun => noun.Count() > 1 ? noun.Key : noun.First()),
    ];
}
