using Stage5.Core.Language;
using Stage5.Core.Models;
using Stage5.Core.Models.Answers;
using Stage5.Core.Models.Routing;
using Stage5.Core.Models.Texts;

namespace Stage5.Core.Turns;

/// <summary>One language of a turn: its parts, and the text they make.</summary>
/// <param name="language">Null means the text's own.</param>
public sealed class TurnTarget(LanguageTag? language)
{
    public LanguageTag? Language { get; } = language;

    /// <summary>In order; together they are the whole text. Set by Recall.</summary>
    public IReadOnlyList<TurnPart> Parts { get; set; } = [];

    /// <summary>What the glossary found; null where it was not asked.</summary>
    public TurnTerms? Terms { get; set; }

    /// <summary>Set by Refine.</summary>
    public string? Text { get; set; }

    /// <summary>Why this language has no text; null while it may come.</summary>
    public TurnError? Error { get; set; }
}

/// <summary>What one model is asked at once: a text of at most a segment's length, into one language.</summary>
/// <param name="number">From 1.</param>
public sealed class TurnPart(TurnTarget target, int number, TextOrder order)
{
    public TurnTarget Target { get; } = target;

    public int Number { get; } = number;

    public TextOrder Order { get; } = order;

    /// <summary>The text stands as it is: nobody is asked.</summary>
    public bool Stands { get; init; }

    /// <summary>An earlier part of the same text that asks the same: its answer is this one's too. Set by Recall.</summary>
    public TurnPart? Twin { get; set; }

    /// <summary>Under which its answer is known; null where nobody looked. Set by Recall.</summary>
    public AnswerKey? Key { get; set; }

    /// <summary>An answer known already, or the leave to find it. Set by Recall.</summary>
    public AnswerTicket? Ticket { get; set; }

    /// <summary>Set by Reserve.</summary>
    public RouteNeeds Needs { get; set; } = new();

    /// <summary>Who may answer, in order. Set by Reserve, completed by Generate.</summary>
    public RoutePlan? Plan { get; set; }

    /// <summary>What its calls came to. Set by Reserve.</summary>
    public CallAccount? Account { get; set; }

    /// <summary>Who answered. Set by Generate.</summary>
    public RouteTarget? Served { get; set; }

    /// <summary>Set by Generate; null where it was known.</summary>
    public ModelReply? Reply { get; set; }

    /// <summary>Time from its first call to its answer.</summary>
    public TimeSpan Duration { get; set; }

    /// <summary>The answer known before anyone was asked.</summary>
    public CachedAnswer? Known => Ticket?.Hit;

    /// <summary>As the model wrote it, tokens and all; null while there is none.</summary>
    public string? Answer => Stands ? Order.Text : Twin is { } twin ? twin.Answer : Known?.Text ?? Reply?.Text;

    /// <summary>True while a model has to be asked.</summary>
    public bool IsOpen => !Stands && Twin is null && Known is null;
}
