namespace Stage5.Core.Language.Detection;

/// <summary>
/// Scripts that are told apart before any language is. Kana stands with Han: Japanese is written in both. The
/// numbers are written into the profiles.
/// </summary>
internal enum ScriptGroup : byte
{
    None,
    Latin,
    Cyrillic,
    Greek,
    Armenian,
    Hebrew,
    Arabic,
    Devanagari,
    Bengali,
    Gurmukhi,
    Gujarati,
    Odia,
    Tamil,
    Telugu,
    Kannada,
    Malayalam,
    Sinhala,
    Thai,
    Lao,
    Myanmar,
    Georgian,
    Hangul,
    Ethiopic,
    Khmer,
    Han,
    Count,
}
