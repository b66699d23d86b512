namespace Stage5.Contracts;

/// <summary>What language a text is in.</summary>
/// <param name="Language">BCP 47; <c>und</c> where there is nothing to go by.</param>
/// <param name="Confidence">0 to 1: how often such an answer is right.</param>
/// <param name="Candidates">Best first, at most five.</param>
public sealed record DetectionView(
    string Language, double Confidence, IReadOnlyList<DetectedLanguageView> Candidates);

/// <summary>A language the text may be in.</summary>
/// <param name="Confidence">0 to 1.</param>
public sealed record DetectedLanguageView(string Language, double Confidence);
