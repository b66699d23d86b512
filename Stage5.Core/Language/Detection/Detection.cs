using System.Diagnostics.CodeAnalysis;

namespace Stage5.Core.Language.Detection;

/// <summary>What language a text is in.</summary>
/// <param name="Language">BCP 47; <c>und</c> when nothing in the text tells.</param>
/// <param name="Confidence">Probability that <paramref name="Language"/> is right; 0 for <c>und</c>.</param>
/// <param name="Candidates">
/// At most five, best first; the first is <paramref name="Language"/>. What is missing to 1 is the probability of
/// any other language.
/// </param>
[SuppressMessage("Design", "MA0049", Justification = "The room is named after what comes out of it.")]
public sealed record Detection(string Language, double Confidence, IReadOnlyList<DetectedLanguage> Candidates)
{
    /// <summary>The tag of a text that is in no language, or in none that can be told.</summary>
    public const string Undetermined = "und";

    internal static Detection None { get; } = new(Undetermined, 0, []);
}

/// <summary>A language a text may be in, and how probable that is.</summary>
public sealed record DetectedLanguage(string Language, double Confidence);
