using Stage5.Core.Audit;
using Stage5.Core.Storage;

namespace Stage5.Core.Settings;

/// <summary>What these scripts write, only scripts read: see decision 0003.</summary>
internal static class SettingsScripts
{
    public static readonly LuaScript Set = LuaScript.Embedded("settings-set", "clock", AuditScripts.Prelude);
    public static readonly LuaScript Read = LuaScript.Embedded("settings-read");
    public static readonly LuaScript History = LuaScript.Embedded("settings-history");
}
