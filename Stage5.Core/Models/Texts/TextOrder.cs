using Stage5.Core.Language;

namespace Stage5.Core.Models.Texts;

/// <summary>What is made of a text.</summary>
public enum TextKind
{
    /// <summary>The same in another language.</summary>
    Translation,

    /// <summary>The same in another tone.</summary>
    Rewriting,

    /// <summary>What matters of it, shorter.</summary>
    Summary,
}

/// <summary>One text to make of another, by one model.</summary>
/// <param name="Text">As a model may see it: nothing in it that policy keeps back.</param>
public sealed record TextOrder(TextKind Kind, string Text)
{
    /// <summary>The language of the text; null where nobody knows.</summary>
    public LanguageTag? Source { get; init; }

    /// <summary>The language wanted; null means the text's own.</summary>
    public LanguageTag? Target { get; init; }

    /// <summary>An instruction that says how it is to sound; null leaves that as it is.</summary>
    public string? Tone { get; init; }

    /// <summary>What the text is about: read, never translated, never repeated.</summary>
    public string? Context { get; init; }

    /// <summary>Words that must not stand in the answer.</summary>
    public IReadOnlyList<string> Avoid { get; init; } = [];

    /// <summary>Of a summary; null leaves its length to the model.</summary>
    public int? MaxSentences { get; init; }

    /// <summary>One of <see cref="ModelCapabilities"/>.</summary>
    public string Operation => Kind == TextKind.Translation ? ModelCapabilities.Translate : ModelCapabilities.Chat;

    /// <summary>True where an engine that only translates cannot do what is asked.</summary>
    public bool NeedsInstructions => Tone is not null;

    /// <summary>Answers that cannot be longer than the text allows; a summary is shorter by nature.</summary>
    internal int OutputTokens(string part)
    {
        // Four times the bytes is more than any script needs for what another says in one.
        var most = 4 * WorstCase.TokensOf(part) + 256;
        return (int)Math.Min(Kind == TextKind.Summary ? 4_096 : int.MaxValue, most);
    }
}
