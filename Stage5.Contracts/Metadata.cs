namespace Stage5.Contracts;

/// <summary>What the caller can choose from, as things are now.</summary>
/// <param name="Providers">Every configured or discovered one.</param>
/// <param name="Languages">Those that usable providers list.</param>
/// <param name="MaxTextLength">UTF-16 code units of a text; the same as <c>limits.textLength</c>.</param>
public sealed record MetadataView(
    IReadOnlyList<ProviderView> Providers,
    IReadOnlyList<LanguageView> Languages,
    IReadOnlyList<PairView> Pairs,
    IReadOnlyList<ModeView> Modes,
    int MaxTextLength)
{
    /// <summary>What each model could do for the caller's tenant at this moment.</summary>
    public IReadOnlyList<ModelChoice> Models { get; init; } = [];

    /// <summary>What can be asked for, by this caller and now.</summary>
    public IReadOnlyList<FeatureView> Features { get; init; } = [];

    /// <summary>Names that <c>tone</c> takes.</summary>
    public IReadOnlyList<string> Tones { get; init; } = [];

    /// <summary>Languages that detection can answer with, BCP 47.</summary>
    public IReadOnlyList<string> DetectedLanguages { get; init; } = [];

    public LimitsView Limits { get; init; } = LimitsView.Wire;

    /// <summary>What the caller used today; null where that cannot be told.</summary>
    public TodayView? Today { get; init; }

    /// <summary>Why <see cref="Today"/> is null.</summary>
    public string? TodayReason { get; init; }
}

/// <summary>A configured or discovered provider.</summary>
/// <param name="AnyPair">True when it translates between any two languages.</param>
/// <param name="Reason">Why it is not usable; null when it is.</param>
public sealed record ProviderView(string Id, string Kind, string Model, bool Usable, string? Reason, bool AnyPair);

/// <summary>A language some usable provider lists.</summary>
public sealed record LanguageView(string Code, string EnglishName, string NativeName);

/// <summary>A pair some usable provider lists, with those providers' ids.</summary>
public sealed record PairView(string Source, string Target, IReadOnlyList<string> Providers);

/// <summary>A processing mode and why it is not available, if it is not.</summary>
public sealed record ModeView(string Mode, bool Available, string? Reason);

/// <summary>A model as the caller's tenant could use it now: policy, secret, region, breaker and places looked at.</summary>
/// <param name="Provider">What <c>processing.model</c> takes.</param>
/// <param name="Operations"><c>translate</c>, <c>chat</c> and so on, of what it could do.</param>
/// <param name="Usable">It could do at least one of them now.</param>
/// <param name="Reason">Why not; null when it is usable.</param>
/// <param name="Price">As the installation is told; null where it is not known.</param>
public sealed record ModelChoice(
    string Provider, string Model, IReadOnlyList<string> Operations, bool Usable, string? Reason, PriceView? Price);

/// <summary>Something that can be asked for.</summary>
/// <param name="Name">
/// <c>translate</c>, <c>rewrite</c>, <c>summarize</c>, <c>reply</c>, <c>detect</c>, <c>glossary</c>, <c>drafts</c>,
/// <c>recall</c> or <c>mcp</c>.
/// </param>
/// <param name="Reason">Why not, or why not better; null where there is nothing to say.</param>
/// <param name="Method">Of <c>recall</c>: <c>lexical</c> or <c>hybrid</c>.</param>
public sealed record FeatureView(string Name, bool Available, string? Reason, string? Method = null);

/// <summary>Bounds of what can be sent. Lengths are UTF-16 code units.</summary>
/// <param name="InlineLength">Answered in the same request; above it 202 and a task.</param>
/// <param name="SegmentLength">What a model is given at once.</param>
/// <param name="ToolLength">Of a text given to a tool of <c>/mcp</c>.</param>
public sealed record LimitsView(
    int TextLength, int InlineLength, int SegmentLength, int ToolLength, int ContextLength, int AdditionalLanguages,
    int GlossaryDecisions, int SummarySentences)
{
    /// <summary>Those of the wire contract.</summary>
    public static LimitsView Wire { get; } = new(
        Contracts.Limits.TextLength, Contracts.Limits.InlineLength, Contracts.Limits.SegmentLength,
        Contracts.Limits.InlineLength, Contracts.Limits.ContextLength, Contracts.Limits.AdditionalLanguages,
        Contracts.Limits.Decisions, Contracts.Limits.Sentences);
}

/// <summary>The caller's own use of today, and the budgets that apply to them.</summary>
/// <param name="Day">Of the tenant's time zone.</param>
public sealed record TodayView(DateOnly Day, string Currency, UsageTotals Used, IReadOnlyList<BudgetView> Budgets);

/// <summary>A translation that is only thought of.</summary>
public sealed record CostLatencyRequest
{
    /// <summary>UTF-16 code units of the text, 1 to 50,000.</summary>
    public int Characters { get; init; }

    /// <summary>A provider's id; all of them where it is absent.</summary>
    public string? Model { get; init; }

    /// <summary>BCP 47; where one of the two is absent, a pair that each provider has.</summary>
    public string? SourceLanguage { get; init; }

    /// <inheritdoc cref="SourceLanguage"/>
    public string? TargetLanguage { get; init; }
}

/// <summary>What a translation would cost and take.</summary>
/// <param name="Currency">The tenant's, ISO 4217.</param>
/// <param name="Segments">In how many parts it would be made.</param>
/// <param name="WorstCaseTokens">Most tokens that all its calls could take, repair of a damaged answer included.</param>
public sealed record CostLatencyView(
    int Characters, string? SourceLanguage, string? TargetLanguage, string Currency, int Segments, long WorstCaseTokens,
    IReadOnlyList<ModelForecast> Models);

/// <summary>One model. Costs are units of the currency; what is not known or was not measured is null.</summary>
/// <param name="Reason">Why it is not usable now; null when it is.</param>
/// <param name="ExpectedCost">By the tokens that characters took lately.</param>
/// <param name="ExpectedCostReason">Why there is none.</param>
/// <param name="WorstCaseCost">
/// What a budget would have to cover, three bytes a character; text full of code, links and placeholders may need more.
/// </param>
/// <param name="WorstCaseCostReason">Why there is none.</param>
/// <param name="LatencyMs">Mean until the first token or the whole answer of one call, over all processes.</param>
/// <param name="LatencyReason">Why there is none.</param>
public sealed record ModelForecast(
    string Provider,
    string Model,
    bool Usable,
    string? Reason,
    decimal? ExpectedCost,
    string? ExpectedCostReason,
    decimal? WorstCaseCost,
    string? WorstCaseCostReason,
    string? PriceVersion,
    double? LatencyMs,
    string? LatencyReason);
