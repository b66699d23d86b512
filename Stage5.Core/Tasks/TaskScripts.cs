using Stage5.Core.Audit;
using Stage5.Core.Replies;
using Stage5.Core.Reviews;
using Stage5.Core.Storage;
using Stage5.Core.Webhooks;

namespace Stage5.Core.Tasks;

/// <summary>
/// What scripts write, only scripts read. A script declares its tenant's root alone: a store that locks declared
/// keys (Garnet) would let a plain command meet what a script is writing, and drop its connection.
/// </summary>
internal static class TaskScripts
{
    public static readonly LuaScript Create = OfTasks("task-create");
    public static readonly LuaScript Claim = OfTasks("task-claim");
    public static readonly LuaScript Append = OfTasks("task-append");
    public static readonly LuaScript Renew = OfTasks("task-renew");
    public static readonly LuaScript Finish =
        LuaScript.Embedded("task-finish", "clock", AuditScripts.Prelude, WebhookScripts.Prelude, "task-prelude",
            ReplyScripts.Prelude, ReviewScripts.Prelude);

    public static readonly LuaScript Await = WithReviews("task-await");
    public static readonly LuaScript Retry = OfTasks("task-retry");
    public static readonly LuaScript Release = OfTasks("task-release");
    public static readonly LuaScript Cancel = WithReviews("task-cancel");
    public static readonly LuaScript Reap = WithReviews("task-reap");
    public static readonly LuaScript Counts = OfTasks("task-counts");
    public static readonly LuaScript Log = OfTasks("task-log");
    public static readonly LuaScript Find = OfTasks("task-find");
    public static readonly LuaScript List = OfTasks("task-list");
    public static readonly LuaScript WorkerReport = LuaScript.Embedded("worker-report", "clock");
    public static readonly LuaScript WorkerList = LuaScript.Embedded("worker-list", "clock");

    private static LuaScript WithReviews(string name) => LuaScript.Embedded(
        name, "clock", AuditScripts.Prelude, WebhookScripts.Prelude, "task-prelude", ReviewScripts.Prelude);

    private static LuaScript OfTasks(string name) =>
        LuaScript.Embedded(name, "clock", AuditScripts.Prelude, WebhookScripts.Prelude, "task-prelude");
}
