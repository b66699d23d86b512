using Stage5.Core.Storage;

namespace Stage5.Core.Recall;

internal static class RecallScripts
{
    public static readonly LuaScript Append = Of("recall-append");
    public static readonly LuaScript Read = Of("recall-read");
    public static readonly LuaScript Forget = Of("recall-forget");
    public static readonly LuaScript Due = Of("recall-due");
    public static readonly LuaScript Lease = Of("recall-lease");
    public static readonly LuaScript Release = Of("recall-release");
    public static readonly LuaScript Done = Of("recall-done");
    public static readonly LuaScript Consolidate = Of("recall-consolidate");
    public static readonly LuaScript Pending = Of("recall-pending");
    public static readonly LuaScript Place = Of("recall-place");
    public static readonly LuaScript Vectors = Of("recall-vectors");
    public static readonly LuaScript Indexed = Of("recall-indexed");
    public static readonly LuaScript Build = Of("recall-build");
    public static readonly LuaScript Flip = Of("recall-flip");
    public static readonly LuaScript Pointer = Of("recall-pointer");
    public static readonly LuaScript Retire = Of("recall-retire");

    private static LuaScript Of(string name) => LuaScript.Embedded(name, "clock", "recall-prelude");
}
