using System.Globalization;
using Stage5.Contracts;
using Stage5.Core.Language;
using Stage5.Core.Models.Routing;
using Stage5.Core.Settings;
using Stage5.Core.Turns.Stages;

namespace Stage5.Core.Turns;

/// <summary>What can be refused without a model: asked at the door, so that it is never queued, and by Admit again.</summary>
public sealed class TurnChecks(Tones tones, ModelRouter models, LiveSettings? settings = null)
{
    /// <exception cref="TurnException">Why the turn may not enter.</exception>
    public void Check(string tenant, TaskRequest request)
    {
        CheckText(request);
        CheckLanguages(request);
        if (settings?.For(tenant).Find(SettingNames.Targets) is { } most && TurnSize.LanguagesOf(request) > most)
            throw Refused(TurnErrorCodes.TooManyTargets,
                string.Create(CultureInfo.InvariantCulture,
                    $"{TurnSize.LanguagesOf(request)} languages are wanted; the tenant allows {most} in one turn."),
                "Send fewer additionalTargetLanguages.");
        if (request.Tone is { } tone && tones.InstructionFor(tenant, tone) is null)
            throw Refused(TurnErrorCodes.UnknownTone, $"There is no tone \"{tone}\".",
                $"Send one of: {string.Join(", ", tones.NamesFor(tenant))}.");
        if (request.Kind == TaskKinds.Rewrite && request.Tone is null)
            throw Refused(TurnErrorCodes.UnknownTone, "The tone was not given.",
                $"Send tone, one of: {string.Join(", ", tones.NamesFor(tenant))}.");
        if (request.Kind == TaskKinds.Reply && request.ConversationId is null)
            throw Refused(TurnErrorCodes.ConversationRequired,
                "A reply needs a conversation to go to.", "Send conversationId.");
        if (request is { Channel: DeliveryChannels.Webhook, ConversationId: null })
            throw Refused(TurnErrorCodes.ConversationRequired,
                "What goes out by webhook belongs to a conversation.", "Send conversationId.");
        Resolve.Check(request.Processing ?? new Processing());
        // Last: where no language is wanted after all, everything else is right.
        if (request is { Kind: TaskKinds.Translate or TaskKinds.Reply, TargetLanguage: null or "" })
            throw Refused(TurnErrorCodes.TargetLanguageRequired,
                "The language wanted was not given.", "Send targetLanguage, for instance \"es\".");
    }

    private static void CheckText(TaskRequest request)
    {
        foreach (var text in new[] { request.Text, request.EditedText, request.Context })
        {
            if (text?.Length > Limits.TextLength)
                throw Refused(TurnErrorCodes.TextTooLong,
                    string.Create(CultureInfo.InvariantCulture,
                        $"The text has {text.Length} characters; at most {Limits.TextLength} are taken."),
                    "Send it in parts.");
        }

        var ofConversation = request is { Kind: TaskKinds.Summarize, ConversationId: not null };
        if (string.IsNullOrWhiteSpace(request.EditedText ?? request.Text) && !ofConversation)
            throw Refused(TurnErrorCodes.TextRequired,
                "The text is empty.", "Send at least one character that is not white space.");
    }

    private void CheckLanguages(TaskRequest request)
    {
        string?[] tags =
            [request.SourceLanguage, request.TargetLanguage, .. request.AdditionalTargetLanguages ?? []];
        for (var i = 0; i < tags.Length; i++)
        {
            var tag = tags[i];
            // The first two may be left out; of the others each is named.
            if (i < 2 && string.IsNullOrEmpty(tag)) continue;
            if (!LanguageTag.TryParse(tag, out var language))
                throw Refused(TurnErrorCodes.InvalidLanguage,
                    $"\"{tag}\" is not a BCP 47 language tag.", "Send a tag such as en, pt-BR or zh-Hant.");
            if (!KnownLanguages.HasName(language) && !IsOffered(language))
                throw Refused(TurnErrorCodes.InvalidLanguage,
                    $"\"{tag}\" is no language that is known here.", "Send one that GET /api/metadata lists.");
        }

        if (request is { Kind: TaskKinds.Translate, SourceLanguage: not null, AdditionalTargetLanguages: null or [] }
            && string.Equals(request.SourceLanguage, request.TargetLanguage, StringComparison.OrdinalIgnoreCase))
            throw new TurnException(Detect.AlreadyIn(request.TargetLanguage!));
    }

    private bool IsOffered(LanguageTag language) => models.Providers.Any(provider => provider.Pairs?.Any(pair =>
        LanguageTag.Parse(pair.Source).Language == language.Language
        || LanguageTag.Parse(pair.Target).Language == language.Language) == true);

    private static TurnException Refused(string code, string message, string next) => new(new TurnError(code, message, next));
}
