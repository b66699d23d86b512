namespace Stage5.Core.Language.Detection;
public sealed record DetectedLanguage(string Language, double Confidence);
public sealed record Detection(string Language, double Confidence, IReadOnlyList<DetectedLanguage> Candidates);
public sealed class LanguageDetector { public static LanguageDetector Default { get; } = new(); public Detection Detect(ReadOnlySpan<char> text) => new("en", 1, []); }
