using System.Collections.Frozen;
using System.Text;

namespace Stage5.Core.Language.Detection;

/// <summary>
/// Tells which language a text is in: its script first, then n-gram profiles among the languages of the script.
/// Holds no state between calls; any number of threads may use it at once.
/// </summary>
public sealed class LanguageDetector
{
    private const int MostCandidates = 5;

    /// <summary>A text with combining marks is composed first; this much of it.</summary>
    private const int Composed = 4 * UsefulText.Capacity;

    /// <summary>Scripts that one language here is written in.</summary>
    private static readonly FrozenDictionary<ScriptGroup, string> Only = new Dictionary<ScriptGroup, string>
    {
        [ScriptGroup.Greek] = "el",
        [ScriptGroup.Armenian] = "hy",
        [ScriptGroup.Hebrew] = "he",
        [ScriptGroup.Bengali] = "bn",
        [ScriptGroup.Gurmukhi] = "pa",
        [ScriptGroup.Gujarati] = "gu",
        [ScriptGroup.Odia] = "or",
        [ScriptGroup.Tamil] = "ta",
        [ScriptGroup.Telugu] = "te",
        [ScriptGroup.Kannada] = "kn",
        [ScriptGroup.Malayalam] = "ml",
        [ScriptGroup.Sinhala] = "si",
        [ScriptGroup.Thai] = "th",
        [ScriptGroup.Lao] = "lo",
        [ScriptGroup.Myanmar] = "my",
        [ScriptGroup.Georgian] = "ka",
        [ScriptGroup.Hangul] = "ko",
        [ScriptGroup.Ethiopic] = "am",
        [ScriptGroup.Khmer] = "km",
    }.ToFrozenDictionary();

    internal static readonly Lazy<LanguageDetector> Shared =
        new(() => new LanguageDetector(ProfileData.ReadEmbedded()));

    private readonly Profile?[] _profiles = new Profile?[(int)ScriptGroup.Count];

    internal LanguageDetector(IEnumerable<ProfileData> profiles)
    {
        foreach (var data in profiles) _profiles[(int)data.Script] = new Profile(data);
        Languages =
        [
            .. _profiles.OfType<Profile>().SelectMany(profile => profile.Data.Languages).Concat(Only.Values)
                .Where(language => language != Detection.Undetermined).Order(StringComparer.Ordinal),
        ];
    }

    /// <summary>With the profiles of this assembly, read on first use.</summary>
    public static LanguageDetector Default => Shared.Value;

    /// <summary>Every language that can be the answer, BCP 47, in order.</summary>
    public IReadOnlyList<string> Languages { get; }

    /// <summary>
    /// The language of the text. Addresses, code, tags, placeholders, mentions, emoji and digits do not count, and
    /// of a long text the first 2,000 characters that do. Any text has an answer; one without a letter is
    /// <c>und</c>.
    /// </summary>
    public Detection Detect(ReadOnlySpan<char> text)
    {
        if (text.ContainsAnyInRange('\u0300', '\u036F')) text = Compose(text);
        Span<char> buffer = stackalloc char[UsefulText.Capacity];
        Span<int> letters = stackalloc int[(int)ScriptGroup.Count];
        letters.Clear();
        var useful = new UsefulText(buffer, letters);
        useful.Read(text);

        var (first, second) = Heaviest(letters);
        if (first == ScriptGroup.None) return Detection.None;
        var best = new Best(stackalloc double[MostCandidates], new string[MostCandidates]);
        var share = Share(letters, first, second);
        Add(first, share, useful.Words, letters, ref best);
        if (second != ScriptGroup.None) Add(second, 1 - share, useful.Words, letters, ref best);
        return best.ToDetection();
    }

    private void Add(
        ScriptGroup script, double share, ReadOnlySpan<char> words, ReadOnlySpan<int> letters, ref Best best)
    {
        var count = letters[(int)script];
        if (_profiles[(int)script] is { } profile)
        {
            Span<double> probabilities = stackalloc double[profile.Data.Languages.Length];
            profile.Score(words, count, probabilities);
            for (var at = 0; at < probabilities.Length; at++)
                best.Offer(profile.Data.Languages[at], share * probabilities[at]);
        }
        else if (Only.TryGetValue(script, out var language))
        {
            // Each letter more halves the doubt: a single sign may be a symbol or a name.
            best.Offer(language, share * (1 - Math.Pow(2, -Math.Min(count, 10))));
        }
    }

    /// <summary>The script that carries most of the text, and the one after it where there is one.</summary>
    private static (ScriptGroup First, ScriptGroup Second) Heaviest(ReadOnlySpan<int> letters)
    {
        var (first, second) = (ScriptGroup.None, ScriptGroup.None);
        for (var script = ScriptGroup.Latin; script < ScriptGroup.Count; script++)
        {
            var weight = letters[(int)script] * Scripts.Weight(script);
            if (weight == 0) continue;
            if (first == ScriptGroup.None || weight > letters[(int)first] * Scripts.Weight(first))
                (first, second) = (script, first);
            else if (second == ScriptGroup.None || weight > letters[(int)second] * Scripts.Weight(second))
                second = script;
        }

        return (first, second);
    }

    /// <summary>
    /// How probable it is that the heavier of two scripts is the text's own: names stand in the other.
    /// </summary>
    private static double Share(ReadOnlySpan<int> letters, ScriptGroup first, ScriptGroup second)
    {
        double one = letters[(int)first] * Scripts.Weight(first),
            other = letters[(int)second] * Scripts.Weight(second);
        return one * one / ((one * one) + (other * other));
    }

    /// <summary>Letters with their accents as one sign each, as the profiles know them.</summary>
    private static string Compose(ReadOnlySpan<char> text)
    {
        var clean = new StringBuilder(Math.Min(text.Length, Composed));
        foreach (var rune in text[..Math.Min(text.Length, Composed)].EnumerateRunes()) clean.Append(rune);
        return clean.ToString().Normalize(NormalizationForm.FormC);
    }

    private ref struct Best(Span<double> confidences, string[] languages)
    {
        private readonly Span<double> _confidences = confidences;
        private int _count;

        public void Offer(string language, double confidence)
        {
            // What cannot be seen after rounding to four places is no candidate.
            if (confidence < 0.00005 || language == Detection.Undetermined) return;
            if (_count == _confidences.Length && confidence <= _confidences[^1]) return;
            var at = _count < _confidences.Length ? _count++ : _count - 1;
            for (; at > 0 && _confidences[at - 1] < confidence; at--)
                (_confidences[at], languages[at]) = (_confidences[at - 1], languages[at - 1]);
            (_confidences[at], languages[at]) = (confidence, language);
        }

        public readonly Detection ToDetection()
        {
            if (_count == 0) return Detection.None;
            var candidates = new DetectedLanguage[_count];
            for (var at = 0; at < _count; at++)
                candidates[at] = new DetectedLanguage(languages[at], Math.Round(_confidences[at], 4));
            return new Detection(candidates[0].Language, candidates[0].Confidence, candidates);
        }
    }
}
