using System.ComponentModel.DataAnnotations;

namespace Stage5.Contracts;

/// <summary>What every call that makes a text may say.</summary>
public abstract record TurnCall
{
    /// <summary>The conversation the message belongs to, if any. An id nobody used yet becomes the caller's.</summary>
    [RegularExpression(ConversationLimits.IdPattern,
        ErrorMessage = "conversationId must be letters, digits, _ and -, at most 64.")]
    public string? ConversationId { get; init; }

    /// <summary>Mode and profile asked for; absent means the default mode.</summary>
    public Processing? Processing { get; init; }

    /// <summary>True to have a person look at the text before it goes out; the answer is 202 and a task then.</summary>
    public bool Review { get; init; }
}

/// <summary>A message to translate.</summary>
public sealed record TranslateRequest : TurnCall
{
    /// <summary>
    /// 1 to 50,000 UTF-16 code units; above 20,000 it is queued. Placeholders, URLs, mentions and code are kept.
    /// </summary>
    [Required(ErrorMessage = "text is required.")]
    public string Text { get; init; } = "";

    /// <summary>The language wanted, BCP 47 (<c>es</c>, <c>pt-BR</c>).</summary>
    [Required(ErrorMessage = "targetLanguage is required.")]
    [RegularExpression(Limits.LanguagePattern, ErrorMessage = "targetLanguage must be a BCP 47 tag such as es or pt-BR.")]
    public string TargetLanguage { get; init; } = "";

    /// <summary>The language of the text, BCP 47; detected where it is absent.</summary>
    [RegularExpression(Limits.LanguagePattern, ErrorMessage = "sourceLanguage must be a BCP 47 tag such as en.")]
    public string? SourceLanguage { get; init; }

    /// <summary>Further languages wanted, each translated by itself. At most 16.</summary>
    [MaxLength(Limits.AdditionalLanguages, ErrorMessage = "additionalTargetLanguages must be at most 16.")]
    public IReadOnlyList<string>? AdditionalTargetLanguages { get; init; }

    /// <summary><c>polite</c>, <c>casual</c>, <c>business</c>, <c>technical</c> or a style of the tenant.</summary>
    [StringLength(Limits.NameLength, ErrorMessage = "tone must be at most 64 characters.")]
    public string? Tone { get; init; }

    /// <summary>What the glossary does: <c>apply</c> (absent means that), <c>bypass</c>, <c>askOnConflict</c>.</summary>
    [AllowedValues(null, GlossaryModes.Apply, GlossaryModes.Bypass, GlossaryModes.AskOnConflict,
        ErrorMessage = "glossary must be one of: apply, bypass, askOnConflict.")]
    public string? Glossary { get; init; }

    /// <summary>Answers to what a <c>glossaryConflict</c> asked. At most 200.</summary>
    [MaxLength(Limits.Decisions, ErrorMessage = "glossaryDecisions must be at most 200.")]
    public IReadOnlyList<GlossaryDecision>? GlossaryDecisions { get; init; }

    /// <summary>What the text is about, for the model to read: never translated, never repeated. At most 5,000.</summary>
    [StringLength(Limits.ContextLength, ErrorMessage = "context must be at most 5,000 characters.")]
    public string? Context { get; init; }

    public TaskRequest ToTask() => new()
    {
        Kind = TaskKinds.Translate,
        Text = Text,
        TargetLanguage = TargetLanguage,
        SourceLanguage = SourceLanguage,
        AdditionalTargetLanguages = AdditionalTargetLanguages,
        Tone = Tone,
        Glossary = Glossary,
        GlossaryDecisions = GlossaryDecisions,
        Context = Context,
        ConversationId = ConversationId,
        Processing = Processing,
        Review = Review,
    };
}

/// <summary>A text to say in another tone.</summary>
public sealed record RewriteRequest : TurnCall
{
    /// <summary>The text, 1 to 50,000 UTF-16 code units.</summary>
    [Required(ErrorMessage = "text is required.")]
    public string Text { get; init; } = "";

    /// <summary>The person's own edit of the text: where given, this is what is rewritten.</summary>
    public string? EditedText { get; init; }

    /// <summary><c>polite</c>, <c>casual</c>, <c>business</c>, <c>technical</c> or a style of the tenant.</summary>
    [Required(ErrorMessage = "tone is required.")]
    [StringLength(Limits.NameLength, ErrorMessage = "tone must be at most 64 characters.")]
    public string Tone { get; init; } = "";

    /// <summary>The language of the text, BCP 47; detected where it is absent. It stays in that language.</summary>
    [RegularExpression(Limits.LanguagePattern, ErrorMessage = "language must be a BCP 47 tag such as en.")]
    public string? Language { get; init; }

    public TaskRequest ToTask() => new()
    {
        Kind = TaskKinds.Rewrite,
        Text = Text,
        EditedText = EditedText,
        Tone = Tone,
        SourceLanguage = Language,
        ConversationId = ConversationId,
        Processing = Processing,
        Review = Review,
    };
}

/// <summary>A text, or what was said in a conversation, to sum up.</summary>
public sealed record SummarizeRequest : TurnCall
{
    /// <summary>The text; where it is absent, the newest messages of <c>conversationId</c> are summed up.</summary>
    public string? Text { get; init; }

    /// <summary>The language of the summary, BCP 47; absent means the language of the text.</summary>
    [RegularExpression(Limits.LanguagePattern, ErrorMessage = "targetLanguage must be a BCP 47 tag such as es or pt-BR.")]
    public string? TargetLanguage { get; init; }

    /// <summary>1 to 50; absent leaves the length to the model.</summary>
    [Range(1, Limits.Sentences, ErrorMessage = "maxSentences must be 1 to 50.")]
    public int? MaxSentences { get; init; }

    public TaskRequest ToTask() => new()
    {
        Kind = TaskKinds.Summarize,
        Text = Text ?? "",
        TargetLanguage = TargetLanguage,
        MaxSentences = MaxSentences,
        ConversationId = ConversationId,
        Processing = Processing,
        Review = Review,
    };
}

/// <summary>A reply to translate, refine and deliver into a conversation.</summary>
public sealed record ReplyRequest : TurnCall
{
    /// <summary>The text, 1 to 50,000 UTF-16 code units.</summary>
    [Required(ErrorMessage = "text is required.")]
    public string Text { get; init; } = "";

    /// <summary>The person's own edit of the text: where given, this is what is sent.</summary>
    public string? EditedText { get; init; }

    /// <summary>The language of the text, BCP 47; detected where it is absent.</summary>
    [RegularExpression(Limits.LanguagePattern, ErrorMessage = "sourceLanguage must be a BCP 47 tag such as en.")]
    public string? SourceLanguage { get; init; }

    /// <summary>The language the reply is sent in, and its tone.</summary>
    [Required(ErrorMessage = "languagePolicy is required.")]
    public LanguagePolicy? LanguagePolicy { get; init; }

    /// <summary>Further languages it is sent in. At most 16.</summary>
    [MaxLength(Limits.AdditionalLanguages, ErrorMessage = "additionalTargetLanguages must be at most 16.")]
    public IReadOnlyList<string>? AdditionalTargetLanguages { get; init; }

    /// <summary>
    /// <c>attachment</c> (one message that carries its translations; absent means that), <c>broadcast</c> (one message
    /// a language), <c>perMember</c> (to each member in the language they read).
    /// </summary>
    [AllowedValues(null, DeliveryModes.Attachment, DeliveryModes.Broadcast, DeliveryModes.PerMember,
        ErrorMessage = "delivery must be one of: attachment, broadcast, perMember.")]
    public string? Delivery { get; init; }

    /// <inheritdoc cref="TranslateRequest.Glossary"/>
    [AllowedValues(null, GlossaryModes.Apply, GlossaryModes.Bypass, GlossaryModes.AskOnConflict,
        ErrorMessage = "glossary must be one of: apply, bypass, askOnConflict.")]
    public string? Glossary { get; init; }

    /// <inheritdoc cref="TranslateRequest.GlossaryDecisions"/>
    [MaxLength(Limits.Decisions, ErrorMessage = "glossaryDecisions must be at most 200.")]
    public IReadOnlyList<GlossaryDecision>? GlossaryDecisions { get; init; }

    public TaskRequest ToTask() => new()
    {
        Kind = TaskKinds.Reply,
        Text = Text,
        EditedText = EditedText,
        SourceLanguage = SourceLanguage,
        TargetLanguage = LanguagePolicy?.TargetLanguage,
        Tone = LanguagePolicy?.Tone,
        AdditionalTargetLanguages = AdditionalTargetLanguages,
        Delivery = Delivery ?? DeliveryModes.Attachment,
        Glossary = Glossary,
        GlossaryDecisions = GlossaryDecisions,
        ConversationId = ConversationId,
        Processing = Processing,
        Review = Review,
    };
}

/// <summary>Which language a reply is sent in, and how.</summary>
/// <param name="TargetLanguage">BCP 47.</param>
/// <param name="Tone">A tone; absent leaves the text as it is.</param>
public sealed record LanguagePolicy(
    [property: Required(ErrorMessage = "languagePolicy.targetLanguage is required.")]
    [property: RegularExpression(Limits.LanguagePattern,
        ErrorMessage = "languagePolicy.targetLanguage must be a BCP 47 tag such as es or pt-BR.")]
    string TargetLanguage,
    [property: StringLength(Limits.NameLength, ErrorMessage = "languagePolicy.tone must be at most 64 characters.")]
    string? Tone = null);

/// <summary>What a person decided about a term with several translations.</summary>
/// <param name="Term">The term as the conflict named it.</param>
/// <param name="Choice"><c>followTerm</c>, <c>keepOriginal</c>, <c>alternative</c> or <c>compromise</c>.</param>
/// <param name="Translation">For <c>alternative</c>: which one.</param>
/// <param name="Remember">True to decide the same for this person from now on.</param>
/// <param name="Language">The target language it is for, BCP 47; absent means every one that has the conflict.</param>
public sealed record GlossaryDecision(
    [property: Required, StringLength(200)] string Term,
    [property: AllowedValues("followTerm", "keepOriginal", "alternative", "compromise")] string Choice,
    [property: StringLength(200)] string? Translation = null,
    bool Remember = false,
    [property: RegularExpression(Limits.LanguagePattern)] string? Language = null);

/// <summary>The values of <see cref="TranslateRequest.Glossary"/>.</summary>
public static class GlossaryModes
{
    public const string Apply = "apply";
    public const string Bypass = "bypass";
    public const string AskOnConflict = "askOnConflict";
}

/// <summary>Bounds of the wire contract.</summary>
public static class Limits
{
    /// <summary>UTF-16 code units of a text; above it 413.</summary>
    public const int TextLength = 50_000;

    /// <summary>UTF-16 code units that are answered in the same request; above it 202 and a task.</summary>
    public const int InlineLength = 20_000;

    /// <summary>UTF-16 code units that a model is given at once.</summary>
    public const int SegmentLength = 5_000;

    public const int ContextLength = 5_000;
    public const int NameLength = 64;
    public const int AdditionalLanguages = 16;
    public const int Decisions = 200;
    public const int Sentences = 50;

    /// <summary>No control characters: what is logged stays one line.</summary>
    public const string OneLine = @"^\P{Cc}*\z";

    public const string LanguagePattern = "^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$";
}
