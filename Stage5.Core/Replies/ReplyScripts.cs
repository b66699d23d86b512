using Stage5.Core.Audit;
using Stage5.Core.Storage;

namespace Stage5.Core.Replies;

/// <summary>What these scripts write, only they and <c>task-finish</c> read: see decision 0003.</summary>
internal static class ReplyScripts
{
    /// <summary>The prelude that lets another script put replies into the outbox.</summary>
    public const string Prelude = "reply-prelude";

    public static readonly LuaScript Claim = OfReplies("reply-claim");
    public static readonly LuaScript Settle =
        LuaScript.Embedded("reply-settle", "clock", AuditScripts.Prelude, Prelude);

    public static readonly LuaScript Again = OfReplies("reply-again");
    public static readonly LuaScript List = OfReplies("reply-list");
    public static readonly LuaScript Dead = OfReplies("reply-dead");
    public static readonly LuaScript Due = OfReplies("reply-due");

    private static LuaScript OfReplies(string name) => LuaScript.Embedded(name, "clock", Prelude);
}
