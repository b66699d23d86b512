using Stage5.Contracts;
using Stage5.Core.Guards;
using Stage5.Core.Language;

namespace Stage5.Core.Turns.Stages;

/// <summary>
/// 1 · May this message enter, and is there a place for it? Who sent it and how often they may was settled at the
/// door: the request carries it.
/// </summary>
public sealed class Admit(TurnGuard guard) : ITurnStage
{
    public int Number => 1;

    public string Name => "admit";

    public async Task RunAsync(Turn turn, CancellationToken cancellationToken)
    {
        Check(turn.Request.Task);
        var request = new AdmitRequest(turn.Request.Subject, turn.Request.Class) { CountRate = false };
        var admission = await guard.AdmitAsync(request, cancellationToken);
        // A turn that found no place has not begun: it waits, and that is no attempt.
        turn.Hold = admission.Hold
            ?? throw new TurnException(TurnErrors.Of(admission.Denial!) with { Transient = true, Uncounted = true });
    }

    /// <summary>Asked at the door too, so that what cannot enter is never queued.</summary>
    /// <exception cref="TurnException">What is missing.</exception>
    public static void Check(TranslateRequest request)
    {
        if (string.IsNullOrWhiteSpace(request.Text))
            throw new TurnException(new TurnError(TurnErrorCodes.TextRequired,
                "The text is empty.", "Send at least one character that is not white space."));
        if (string.IsNullOrEmpty(request.SourceLanguage))
            throw new TurnException(new TurnError(TurnErrorCodes.SourceLanguageRequired,
                "The language of the text was not given.", "Send sourceLanguage, for instance \"en\"."));
        foreach (var tag in new[] { request.SourceLanguage, request.TargetLanguage })
        {
            if (!LanguageTag.TryParse(tag, out _))
                throw new TurnException(new TurnError(TurnErrorCodes.InvalidLanguage,
                    $"\"{tag}\" is not a BCP 47 language tag.", "Send a tag such as en, pt-BR or zh-Hant."));
        }

        if (string.Equals(request.SourceLanguage, request.TargetLanguage, StringComparison.OrdinalIgnoreCase))
            throw new TurnException(new TurnError(TurnErrorCodes.SameLanguage,
                $"The text is already in {request.TargetLanguage}.", "Choose another targetLanguage."));
    }
}
