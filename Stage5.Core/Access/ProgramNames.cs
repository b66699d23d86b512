namespace Stage5.Core.Access;

/// <summary>Names that programs go by as users of a tenant. No person has one of them.</summary>
internal static class ProgramNames
{
    private const string Key = "key-";
    private const string Callback = "callback-";

    public static string OfKey(string name) => Key + name;

    public static string OfCallback(string source) => Callback + source;

    public static bool Include(string user) =>
        user.StartsWith(Key, StringComparison.Ordinal) || user.StartsWith(Callback, StringComparison.Ordinal);
}
