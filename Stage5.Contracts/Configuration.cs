namespace Stage5.Contracts;

/// <summary>What a client may set itself up by. Never a secret, a key or an address.</summary>
/// <param name="ApiVersion">Of the wire contract.</param>
/// <param name="ServerVersion">Of the build that answers.</param>
/// <param name="Profiles">Names that <c>processing.profile</c> takes.</param>
/// <param name="Tones">Names that <c>tone</c> takes.</param>
/// <param name="Locales">Languages of the interface.</param>
/// <param name="Compliance">What is done about personal data and secrets in a text.</param>
/// <param name="SureFrom">Confidence below which a detected language is asked for, 0 to 1.</param>
public sealed record ConfigurationView(
    string ApiVersion,
    string ServerVersion,
    IReadOnlyList<ModeView> Modes,
    IReadOnlyList<string> Profiles,
    IReadOnlyList<string> GlossaryModes,
    IReadOnlyList<string> DeliveryModes,
    IReadOnlyList<string> Tones,
    IReadOnlyList<LocaleView> Locales,
    LimitsView Limits,
    ConversationsConfiguration Conversations,
    DraftsConfiguration Drafts,
    RecallConfiguration Recall,
    IReadOnlyList<ComplianceRule> Compliance,
    double SureFrom);

/// <summary>How conversations are kept.</summary>
/// <param name="Messages">Kept of one, the newest.</param>
/// <param name="RetentionDays">How long a message is kept.</param>
/// <param name="PerPerson">Conversations that one person may make.</param>
public sealed record ConversationsConfiguration(
    int Members, int TitleLength, int Messages, double RetentionDays, int PerPerson);

/// <summary>How drafts are kept.</summary>
/// <param name="PerPerson">Drafts that one person may have.</param>
public sealed record DraftsConfiguration(int PerPerson, double KeptDays);

/// <summary>What a conversation's memory is searched by.</summary>
/// <param name="Embeddings">Vectors are used besides words.</param>
/// <param name="Reason">Why not; null when they are.</param>
public sealed record RecallConfiguration(string Method, bool Embeddings, string? Reason, int KeptDays, int ContextTokens);

/// <summary>What is done about one class of what is found in a text.</summary>
/// <param name="Class">For instance <c>email</c>, <c>card</c>, <c>banned_phrase</c>.</param>
/// <param name="Action"><c>allow</c>, <c>keep_original</c>, <c>redact</c> or <c>block</c>.</param>
/// <param name="Redacted">The model sees a token in its place, which the answer has the value for again.</param>
public sealed record ComplianceRule(string Class, string Action, bool Redacted);
