using Stage5.Core.Audit;
using Stage5.Core.Storage;

namespace Stage5.Core.Webhooks;

/// <summary>What these scripts write, only they and those of tasks read: see decision 0003.</summary>
internal static class WebhookScripts
{
    /// <summary>The prelude that lets another script tell endpoints of something; after that of the audit.</summary>
    public const string Prelude = "webhook-prelude";

    public static readonly LuaScript Save = OfWebhooks("webhook-save");
    public static readonly LuaScript Delete = OfWebhooks("webhook-delete");
    public static readonly LuaScript List = OfWebhooks("webhook-list");
    public static readonly LuaScript Find = OfWebhooks("webhook-find");
    public static readonly LuaScript Put = OfWebhooks("webhook-put");
    public static readonly LuaScript Due = OfWebhooks("webhook-due");
    public static readonly LuaScript Claim = OfWebhooks("webhook-claim");
    public static readonly LuaScript Settle = OfWebhooks("webhook-settle");
    public static readonly LuaScript Deliveries = OfWebhooks("webhook-deliveries");
    public static readonly LuaScript Again = OfWebhooks("webhook-again");

    private static LuaScript OfWebhooks(string name) =>
        LuaScript.Embedded(name, "clock", AuditScripts.Prelude, Prelude);
}
