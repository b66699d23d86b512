using Stage5.Core.Audit;
using Stage5.Core.Replies;
using Stage5.Core.Storage;
using Stage5.Core.Webhooks;

namespace Stage5.Core.Reviews;

/// <summary>What these scripts write, only they and those of tasks read: see decision 0003.</summary>
internal static class ReviewScripts
{
    /// <summary>The prelude that lets scripts of tasks open and close reviews; after that of tasks.</summary>
    public const string Prelude = "review-prelude";

    public static readonly LuaScript Lease = OfReviews("review-lease");
    public static readonly LuaScript Release = OfReviews("review-release");
    public static readonly LuaScript Escalate = OfReviews("review-escalate");
    public static readonly LuaScript Note = OfReviews("review-note");
    public static readonly LuaScript Reopen = OfReviews("review-reopen");
    public static readonly LuaScript Decide = LuaScript.Embedded(
        "review-decide", "clock", AuditScripts.Prelude, WebhookScripts.Prelude, "task-prelude", ReplyScripts.Prelude,
        Prelude);

    public static readonly LuaScript Read = OfReviews("review-read");
    public static readonly LuaScript Evidence = OfReviews("review-evidence");
    public static readonly LuaScript Starts = OfReviews("review-starts");
    public static readonly LuaScript Guard = OfReviews("review-guard");

    private static LuaScript OfReviews(string name) =>
        LuaScript.Embedded(name, "clock", AuditScripts.Prelude, WebhookScripts.Prelude, "task-prelude", Prelude);
}
