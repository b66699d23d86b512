using Stage5.Core.Storage;

namespace Stage5.Core.Language.Glossaries.Storing;

/// <summary>What these scripts write, only they read: see decision 0003.</summary>
internal static class GlossaryScripts
{
    public static readonly LuaScript Heads = Of("glossary-heads");
    public static readonly LuaScript Ids = Of("glossary-ids");
    public static readonly LuaScript Values = Of("glossary-values");
    public static readonly LuaScript Changes = Of("glossary-changes");
    public static readonly LuaScript Write = Of("glossary-write");
    public static readonly LuaScript Stage = Of("glossary-stage");
    public static readonly LuaScript Copy = Of("glossary-copy");
    public static readonly LuaScript Flip = Of("glossary-flip");
    public static readonly LuaScript Drop = Of("glossary-drop");
    public static readonly LuaScript Decisions = Of("glossary-decisions");

    private static LuaScript Of(string name) => LuaScript.Embedded(name, "clock", "glossary-prelude");
}
