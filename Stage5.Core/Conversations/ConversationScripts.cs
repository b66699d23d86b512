using Stage5.Core.Storage;

namespace Stage5.Core.Conversations;

/// <summary>What these scripts write, only they read: see decision 0003.</summary>
internal static class ConversationScripts
{
    public static readonly LuaScript Enter = OfConversations("conversation-enter");
    public static readonly LuaScript Find = OfConversations("conversation-find");
    public static readonly LuaScript List = OfConversations("conversation-list");
    public static readonly LuaScript Members = OfConversations("conversation-members");
    public static readonly LuaScript Append = OfConversations("conversation-append");
    public static readonly LuaScript Read = OfConversations("conversation-read");

    private static LuaScript OfConversations(string name) =>
        LuaScript.Embedded(name, "clock", "conversation-prelude");
}
