using Stage5.Contracts;

namespace Stage5.Core.Turns.Stages;

/// <summary>1 · May this message enter at all? Who sent it was settled before: the request carries it.</summary>
public sealed class Admit : ITurnStage
{
    public int Number => 1;

    public string Name => "admit";

    public Task RunAsync(Turn turn, CancellationToken cancellationToken)
    {
        Check(turn.Request.Task);
        return Task.CompletedTask;
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
        if (string.Equals(request.SourceLanguage, request.TargetLanguage, StringComparison.OrdinalIgnoreCase))
            throw new TurnException(new TurnError(TurnErrorCodes.SameLanguage,
                $"The text is already in {request.TargetLanguage}.", "Choose another targetLanguage."));
    }
}
