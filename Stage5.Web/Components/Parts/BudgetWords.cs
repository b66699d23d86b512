using static Stage5.Web.Texts.Said;

namespace Stage5.Web.Components.Parts;

/// <summary>How scopes and windows of budgets are said to people.</summary>
internal static class BudgetWords
{
    public static IReadOnlyList<string> Scopes { get; } = ["tenant", "user", "key", "conversation"];

    public static IReadOnlyList<string> Windows { get; } = ["hour", "day", "week", "month"];

    /// <param name="id">Whose; null for each one's.</param>
    public static string Title(string scope, string? id, string window) =>
        T("budgets.titleOf", Whose(scope, id), Word("window", window));

    private static string Whose(string scope, string? id) => (scope, id) switch
    {
        ("tenant", _) => Word("scope", "tenant"),
        (_, null) => Word("each", scope),
        _ => T("budgets.scopeId", Word("scope", scope), id),
    };
}
