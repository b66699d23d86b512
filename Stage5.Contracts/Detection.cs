using System.ComponentModel.DataAnnotations;

namespace Stage5.Contracts;

/// <summary>A text whose language is asked for.</summary>
public sealed record DetectRequest
{
    /// <summary>
    /// The text, 1 to 50,000 UTF-16 code units. URLs, addresses, code, placeholders, mentions, emoji and digits do
    /// not count; of a long text the beginning is read.
    /// </summary>
    [Required(AllowEmptyStrings = true, ErrorMessage = "text is required.")]
    public string Text { get; init; } = "";
}

/// <summary>The language of a text.</summary>
/// <param name="Language">BCP 47; <c>und</c> when the text has no letter that tells.</param>
/// <param name="Confidence">Probability that <paramref name="Language"/> is right, 0 to 1.</param>
/// <param name="Candidates">At most five, best first; the first is <paramref name="Language"/>. None for <c>und</c>.</param>
public sealed record DetectionView(string Language, double Confidence, IReadOnlyList<DetectedLanguageView> Candidates);

/// <summary>A language that a text may be in.</summary>
/// <param name="Language">BCP 47.</param>
/// <param name="Confidence">Probability, 0 to 1.</param>
public sealed record DetectedLanguageView(string Language, double Confidence);
