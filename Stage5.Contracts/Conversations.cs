using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace Stage5.Contracts;

/// <summary>A conversation to be made. The caller is one of its owners, whatever is said of them.</summary>
public sealed record ConversationRequest
{
    /// <summary>Its id for the whole tenant; one is made up if absent.</summary>
    [StringLength(64, MinimumLength = 1, ErrorMessage = "id must be 1 to 64 characters.")]
    [RegularExpression(ConversationLimits.IdPattern,
        ErrorMessage = "id must be letters, digits, _ and -, at most 64.")]
    public string? Id { get; init; }

    /// <summary>One line, at most 200 characters.</summary>
    [StringLength(ConversationLimits.TitleLength, ErrorMessage = "title must be at most 200 characters.")]
    [RegularExpression(Limits.OneLine, ErrorMessage = "title must be one line.")]
    public string? Title { get; init; }

    /// <summary>Who else is in it: at most 250 with the caller.</summary>
    public IReadOnlyList<ConversationMember> Members { get; init; } = [];

    public ConversationSettings? Settings { get; init; }
}

/// <summary>A message to write into a conversation and, where a language is wanted, to translate.</summary>
public sealed record MessageRequest
{
    /// <summary>1 to 50,000 UTF-16 code units.</summary>
    [Required(ErrorMessage = "text is required.")]
    public string Text { get; init; } = "";

    /// <inheritdoc cref="TranslateRequest.SourceLanguage"/>
    [RegularExpression(Limits.LanguagePattern, ErrorMessage = "sourceLanguage must be a BCP 47 tag such as en.")]
    public string? SourceLanguage { get; init; }

    /// <summary>BCP 47; absent means the conversation's setting. Without either the message is only written.</summary>
    [RegularExpression(Limits.LanguagePattern, ErrorMessage = "targetLanguage must be a BCP 47 tag such as es or pt-BR.")]
    public string? TargetLanguage { get; init; }

    /// <inheritdoc cref="TranslateRequest.AdditionalTargetLanguages"/>
    [MaxLength(Limits.AdditionalLanguages, ErrorMessage = "additionalTargetLanguages must be at most 16.")]
    public IReadOnlyList<string>? AdditionalTargetLanguages { get; init; }

    /// <inheritdoc cref="TranslateRequest.Tone"/>
    [StringLength(Limits.NameLength, ErrorMessage = "tone must be at most 64 characters.")]
    public string? Tone { get; init; }

    /// <inheritdoc cref="TranslateRequest.Glossary"/>
    [AllowedValues(null, GlossaryModes.Apply, GlossaryModes.Bypass, GlossaryModes.AskOnConflict,
        ErrorMessage = "glossary must be one of: apply, bypass, askOnConflict.")]
    public string? Glossary { get; init; }

    /// <inheritdoc cref="TranslateRequest.GlossaryDecisions"/>
    [MaxLength(Limits.Decisions, ErrorMessage = "glossaryDecisions must be at most 200.")]
    public IReadOnlyList<GlossaryDecision>? GlossaryDecisions { get; init; }

    /// <inheritdoc cref="TurnCall.Processing"/>
    public Processing? Processing { get; init; }
}

/// <summary>A message as it was written, and its translation.</summary>
/// <param name="Turn">Null where no language was wanted, or the translation failed.</param>
/// <param name="Error">Why the translation failed; the message stands all the same.</param>
public sealed record PostedMessage(MessageView Message, TurnResponse? Turn, TaskError? Error = null);

/// <summary>Who is in the conversation from now on: at most 250, one owner at least.</summary>
public sealed record MembersUpdate
{
    public required IReadOnlyList<ConversationMember> Members { get; init; }
}

/// <summary>A person in a conversation.</summary>
/// <param name="User">The user's id.</param>
/// <param name="Role"><c>owner</c> or <c>member</c>.</param>
/// <param name="Language">The language this member reads, BCP 47; null when not said.</param>
public sealed record ConversationMember(string User, string Role = ConversationRoles.Member, string? Language = null);

/// <summary>What holds for a message of the conversation that does not say otherwise. Null: not set.</summary>
/// <param name="TargetLanguage">BCP 47.</param>
/// <param name="Tone">Name of a tone or style.</param>
/// <param name="Glossary"><c>apply</c>, <c>bypass</c> or <c>askOnConflict</c>.</param>
/// <param name="Processing">Mode, profile and model.</param>
public sealed record ConversationSettings(
    [property: StringLength(64, MinimumLength = 1, ErrorMessage = "settings.targetLanguage must not be empty.")]
    [property: RegularExpression(Limits.LanguagePattern,
        ErrorMessage = "settings.targetLanguage must be a BCP 47 tag such as es or pt-BR.")]
    string? TargetLanguage = null,
    [property: StringLength(64, MinimumLength = 1, ErrorMessage = "settings.tone must not be empty.")]
    [property: RegularExpression("^[a-z0-9][a-z0-9-]{0,63}$",
        ErrorMessage = "settings.tone must be lower-case letters, digits and hyphens, at most 64.")]
    string? Tone = null,
    [property: AllowedValues(null, "apply", "bypass", "askOnConflict",
        ErrorMessage = "settings.glossary must be one of: apply, bypass, askOnConflict.")]
    string? Glossary = null,
    Processing? Processing = null);

/// <summary>A conversation: who is in it and what holds in it.</summary>
/// <param name="UpdatedAt">When it was last written to or its members changed.</param>
/// <param name="LastSequence">Of its newest message; 0 before the first.</param>
/// <param name="Version">Grows when members change; the ETag.</param>
public sealed record ConversationView(
    string Id,
    string? Title,
    IReadOnlyList<ConversationMember> Members,
    ConversationSettings Settings,
    string CreatedBy,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    long LastSequence,
    long Version);

/// <summary>A conversation in the list of one of its members.</summary>
/// <param name="Role">The caller's.</param>
/// <param name="Members">How many.</param>
public sealed record ConversationSummary(
    string Id,
    string? Title,
    string Role,
    int Members,
    string CreatedBy,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    long LastSequence);

/// <summary>The newest activity first.</summary>
/// <param name="NextCursor">Pass as <c>cursor</c> for the next page; null on the last.</param>
public sealed record ConversationPage(IReadOnlyList<ConversationSummary> Conversations, string? NextCursor);

/// <summary>A message of a conversation.</summary>
/// <param name="Id">UUIDv7.</param>
/// <param name="Sequence">
/// From 1 without a gap in the conversation; what is delivered to others only is missing from what a member reads.
/// </param>
/// <param name="Author">A user's id, or <c>stage5</c> for a reply.</param>
/// <param name="Kind"><c>message</c>, <c>reply</c> or <c>retraction</c>, whose text stands instead of a reply; empty for nothing.</param>
/// <param name="Language">BCP 47 of the text; null when not known.</param>
/// <param name="TaskId">The turn it came from.</param>
/// <param name="DeliveredTo">The one member who sees it; null when all do.</param>
public sealed record MessageView(
    string Id,
    long Sequence,
    string Author,
    string Kind,
    string Text,
    string? Language,
    IReadOnlyList<MessageTranslation> Translations,
    string? TaskId,
    string? DeliveredTo,
    DateTimeOffset CreatedAt)
{
    /// <summary>It was taken back: its texts are gone, and a later message tells what stands instead.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Retracted { get; init; }

    /// <summary>Of a retraction: the sequence of the message that was taken back; null where it is no longer kept.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Retracts { get; init; }
}

/// <summary>The text in another language.</summary>
/// <param name="Language">BCP 47.</param>
public sealed record MessageTranslation(string Language, string Text);

/// <summary>Messages in order of sequence.</summary>
/// <param name="More">There are more in the direction that was read.</param>
/// <param name="LastSequence">Of the conversation: follow its stream with <c>after</c> from here.</param>
public sealed record MessagePage(IReadOnlyList<MessageView> Messages, bool More, long LastSequence);

/// <summary>The values of <see cref="ConversationMember.Role"/>.</summary>
public static class ConversationRoles
{
    public const string Owner = "owner";
    public const string Member = "member";
}

/// <summary>The values of <see cref="MessageView.Kind"/>.</summary>
public static class MessageKinds
{
    public const string Message = "message";
    public const string Reply = "reply";

    /// <summary>A reply was taken back.</summary>
    public const string Retraction = "retraction";
}

/// <summary>Bounds of conversations.</summary>
public static class ConversationLimits
{
    public const int Members = 250;
    public const int TitleLength = 200;
    public const int Translations = 50;

    public const string IdPattern = "^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$";
}
