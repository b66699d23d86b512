namespace Stage5.Core.Settings;

/// <summary>Names of live settings, as rooms ask for them.</summary>
public static class SettingNames
{
    public const string RequestsPerMinute = "limits.requestsPerMinute";
    public const string RequestBurst = "limits.requestBurst";
    public const string TokensPerMinute = "limits.tokensPerMinute";
    public const string TokenBurst = "limits.tokenBurst";
    public const string Concurrency = "limits.concurrency";
    public const string AlertPercent = "budgets.alertPercent";
    public const string LiveDeadline = "turns.liveDeadlineSeconds";
    public const string BatchDeadline = "turns.batchDeadlineSeconds";
    public const string Parallel = "turns.parallel";
    public const string ContextTokens = "turns.contextTokens";
    public const string Targets = "turns.targets";
    public const string ReviewConfidence = "reviews.confidenceBelowPercent";
    public const string ReviewCost = "reviews.costAboveMicros";
    public const string ReviewSample = "reviews.samplePercent";
    public const string ReviewGlossary = "reviews.glossaryConflict";
    public const string ReviewSecondPerson = "reviews.secondPerson";
    public const string ReviewDeliverFirst = "reviews.deliverFirst";
    public const string AuditRetention = "audit.retentionDays";
    public const string Recall = "features.recall";
    public const string Answers = "features.answers";
    public const string Drafts = "features.drafts";
    public const string OpenAI = "features.openai";
    public const string Mcp = "features.mcp";
}
