namespace Stage5.Core.Guards;

/// <summary>Names of scopes and windows, in the order in which scripts number them from 1.</summary>
internal static class Scopes
{
    public static readonly string[] Names = ["tenant", "key", "user", "conversation"];

    public static readonly string[] Windows = ["hour", "day", "week", "month"];
}
