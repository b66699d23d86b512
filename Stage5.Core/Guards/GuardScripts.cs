using Stage5.Core.Audit;
using Stage5.Core.Storage;

namespace Stage5.Core.Guards;

/// <summary>What these scripts write, only they read: see decision 0003.</summary>
internal static class GuardScripts
{
    public static readonly LuaScript Admit = OfBudget("guard-admit");
    public static readonly LuaScript Reserve = OfBudget("guard-reserve");
    public static readonly LuaScript Settle =
        LuaScript.Embedded("guard-settle", "clock", AuditScripts.Prelude, "guard-prelude", "guard-budget");

    public static readonly LuaScript Renew = OfGuards("guard-renew");
    public static readonly LuaScript Reap = OfGuards("guard-reap");
    public static readonly LuaScript Budgets = OfGuards("guard-budgets");
    public static readonly LuaScript BudgetsSet =
        LuaScript.Embedded("guard-budgets-set", "clock", AuditScripts.Prelude, "guard-prelude");

    public static readonly LuaScript Usage = OfGuards("guard-usage");
    public static readonly LuaScript Ledger = OfGuards("guard-ledger");

    private static LuaScript OfGuards(string name) => LuaScript.Embedded(name, "clock", "guard-prelude");

    private static LuaScript OfBudget(string name) =>
        LuaScript.Embedded(name, "clock", "guard-prelude", "guard-budget");
}
