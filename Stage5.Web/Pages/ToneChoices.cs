namespace Stage5.Web.Pages;

/// <summary>The tones that every tenant has.</summary>
internal static class ToneChoices
{
    public static IReadOnlyList<string> BuiltIn { get; } = ["polite", "casual", "business", "technical"];
}
