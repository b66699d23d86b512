using Stage5.Core.Storage;

namespace Stage5.Core.Audit;

/// <summary>What these scripts write, only scripts read: see decision 0003.</summary>
internal static class AuditScripts
{
    /// <summary>The prelude that lets another script add records in the same step as what they tell of.</summary>
    public const string Prelude = "audit-prelude";

    public static readonly LuaScript Append = OfAudit("audit-append");
    public static readonly LuaScript Open = OfAudit("audit-open");
    public static readonly LuaScript Seal = OfAudit("audit-seal");
    public static readonly LuaScript Drop = OfAudit("audit-drop");
    public static readonly LuaScript Page = OfAudit("audit-page");
    public static readonly LuaScript Trim = OfAudit("audit-trim");

    private static LuaScript OfAudit(string name) => LuaScript.Embedded(name, "clock", Prelude);
}
