using Stage5.Core.Audit;
using Stage5.Core.Storage;

namespace Stage5.Core.Access;

/// <summary>What these scripts write, only scripts read: see decision 0003.</summary>
internal static class AccessScripts
{
    public static readonly LuaScript KeyCreate = OfKeys("key-create");
    public static readonly LuaScript KeyRead = OfKeys("key-read");
    public static readonly LuaScript KeyFind = OfKeys("key-find");
    public static readonly LuaScript KeyList = OfKeys("key-list");
    public static readonly LuaScript KeyRotate = OfKeys("key-rotate");
    public static readonly LuaScript KeyRevoke = OfKeys("key-revoke");
    public static readonly LuaScript KeyUsed = OfKeys("key-used");

    public static readonly LuaScript PersonSeen = OfPeople("person-seen");
    public static readonly LuaScript PersonFind = OfPeople("person-find");
    public static readonly LuaScript PersonList = OfPeople("person-list");
    public static readonly LuaScript PersonAssign = OfPeople("person-assign");
    public static readonly LuaScript PersonRoles = OfPeople("person-roles");

    private static LuaScript OfKeys(string name) =>
        LuaScript.Embedded(name, "clock", AuditScripts.Prelude, "key-prelude");

    private static LuaScript OfPeople(string name) =>
        LuaScript.Embedded(name, "clock", AuditScripts.Prelude, "person-prelude");
}
