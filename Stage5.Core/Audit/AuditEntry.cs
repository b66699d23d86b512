using System.Text.Json.Nodes;

namespace Stage5.Core.Audit;

/// <summary>One thing that happened, as whoever saw it tells it. Number and time are the store's.</summary>
/// <param name="Tenant">Whose chain it stands in; <see cref="AuditChains.Platform"/> when no tenant is known.</param>
/// <param name="Actor">Who did it.</param>
/// <param name="Action">What was done: <c>noun.participle</c>, for instance <c>key.revoked</c>.</param>
/// <param name="Resource">On what: <c>kind/id</c>, for instance <c>key/01hzx…</c>.</param>
public sealed record AuditEntry(string Tenant, AuditActor Actor, string Action, string Resource)
{
    public AuditOutcome Outcome { get; init; } = AuditOutcome.Succeeded;

    /// <summary>What a setting was before; null where nothing was set, or where there is nothing to set.</summary>
    public JsonNode? Before { get; init; }

    /// <summary>What it is from now on.</summary>
    public JsonNode? After { get; init; }

    /// <summary>What else there is to know. Never a text of a person, never a secret.</summary>
    public JsonObject? Details { get; init; }

    /// <summary>Salted fingerprint of the text it is about (<see cref="TextFingerprints"/>); null for none.</summary>
    public string? Fingerprint { get; init; }

    /// <summary>The task it belongs to; null for none.</summary>
    public string? TaskId { get; init; }

    /// <summary>Sequence of the task's event it belongs to; 0 before the first.</summary>
    public long Sequence { get; init; }

    /// <summary>W3C trace id, 32 hexadecimal digits; null takes the current activity's.</summary>
    public string? TraceId { get; init; }
}

/// <summary>Who did something, and with which credential. A secret never stands here, its id does.</summary>
/// <param name="User">Subject; for a program the name of its key, for Stage5 itself <c>stage5</c>.</param>
/// <param name="Credential"><c>session</c>, <c>key</c>, <c>token</c>, <c>link</c>, <c>signature</c>, <c>none</c> or
/// <c>system</c>.</param>
/// <param name="Id">Id of the session, key or token; empty for none.</param>
public sealed record AuditActor(string User, string Credential, string Id)
{
    /// <summary>Stage5 itself: a loop, a start, a limit that was reached.</summary>
    public static AuditActor System { get; } = new("stage5", "system", "");

    /// <summary>Somebody whom nothing proves.</summary>
    public static AuditActor Nobody { get; } = new("", "none", "");
}

/// <summary>What an action came to.</summary>
public enum AuditOutcome
{
    Succeeded,

    /// <summary>It was not allowed: identity, permission, policy, limit or version stood against it.</summary>
    Refused,

    /// <summary>It was allowed, and did not work.</summary>
    Failed,

    Cancelled,

    /// <summary>The store did not say whether it was done: it may have been, or may still be.</summary>
    Unknown,
}
