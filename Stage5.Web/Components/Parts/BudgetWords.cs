namespace Stage5.Web.Components.Parts;

/// <summary>How scopes and windows of budgets are said to people.</summary>
internal static class BudgetWords
{
    public static IReadOnlyList<(string Value, string Text)> Scopes { get; } =
    [
        ("tenant", "Whole tenant"), ("user", "User"), ("key", "Key"), ("conversation", "Conversation"),
    ];

    public static IReadOnlyList<(string Value, string Text)> Windows { get; } =
        [("hour", "an hour"), ("day", "a day"), ("week", "a week"), ("month", "a month")];

    /// <param name="id">Whose; null for each one's.</param>
    public static string Title(string scope, string? id, string window) => $"{Whose(scope, id)}, {Per(window)}";

    private static string Whose(string scope, string? id) => (scope, id) switch
    {
        ("tenant", _) => "Whole tenant",
        (_, null) => $"Each {scope}",
        _ => $"{Words.Sentence(scope)} {id}",
    };

    private static string Per(string window) =>
        Windows.FirstOrDefault(known => known.Value == window).Text ?? window;
}
