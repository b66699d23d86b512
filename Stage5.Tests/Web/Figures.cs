using Stage5.Contracts;

namespace Stage5.Tests.Web;

/// <summary>Models, budgets and usage in the states that pages must show.</summary>
internal static class Figures
{
    public static readonly DateTimeOffset At = TimeProvider.System.GetUtcNow();

    public static DateTimeOffset Renews { get; } = At.AddHours(3).AddMinutes(20);

    public static PriceView Price { get; } = new(0.15m, 0.075m, 0.6m, "EUR", "2026-01");

    public static ModelView Healthy { get; } = new(
        "mistral", "OpenAICompatible", "mistral-small-2503", Usable: true, null, ["chat", "translate", "streaming", "tools"],
        Price, 131_072, ["eu-west"], ["iso27001", "c5"], 800, 1, 8, BreakerState.Closed, null, 352.4, 0.004, 3, 1204, 5,
        0.7812, "Transient", At.AddMinutes(-4),
        [
            new("api-1", BreakerState.Closed, null, 340.1, 0, 2), new("worker-1", BreakerState.Closed, null, 371, 0.01, 1),
        ]);

    public static ModelView Degraded { get; } = Healthy with
    {
        Provider = "slow-gateway",
        Model = "gpt-4.1-mini",
        Price = null,
        Breaker = BreakerState.HalfOpen,
        LatencyMs = 1420,
        ErrorRate = 0.18,
        InFlight = 1,
        Served = 310,
        Failed = 64,
        ServedShare = 0.2012,
        LastErrorAt = At.AddSeconds(-9),
        Processes = [new("api-1", BreakerState.HalfOpen, null, 1420, 0.18, 1)],
    };

    public static ModelView Open { get; } = Healthy with
    {
        Provider = "night-shift-with-a-name-that-does-not-want-to-end-on-one-line",
        Breaker = BreakerState.Open,
        RetryAt = At.AddSeconds(25),
        LatencyMs = 5200,
        ErrorRate = 0.97,
        InFlight = 0,
        Served = 28,
        Failed = 411,
        ServedShare = 0.0176,
        Processes = [new("api-1", BreakerState.Open, At.AddSeconds(25), 5200, 0.97, 0)],
    };

    public static ModelView Unusable { get; } = new(
        "azure", "AzureOpenAI", "gpt-4o", Usable: false, "The secret azure-key is not there.", ["chat"], null, null, [], [],
        null, 1, null, BreakerState.Closed, null, null, null, 0, 0, 0, null, null, null, []);

    public static ModelsView ModelsOf(params ModelView[] models) => new(models, 300, At);

    public static BudgetsView Budgets { get; } = new("enforce", "EUR", "Europe/Madrid", 4,
    [
        new("tenant", null, "month", 250, 200, 87.412634m, 1.2m, 161.387366m, SoftExceeded: false, At.AddDays(9), "configuration"),
        new("user", null, "day", 5, 4, 4.31m, 0.12m, 0.57m, SoftExceeded: true, Renews, "administrator"),
        new("user", "ben", "hour", 0.5m, null, 0.5m, 0, 0, SoftExceeded: false, At.AddMinutes(12), "administrator"),
        new("conversation", null, "week", null, 2, 0, 0, null, SoftExceeded: false, At.AddDays(3), "configuration"),
    ]);

    public static UsageView Usage(string scope) => new(
        scope, "EUR", new(2026, 3, 2), new(2026, 3, 8), new(1432, 1_204_331, 120_000, 402_118, 0.412635m, 12, 7),
    [
        new(new(2026, 3, 7), "mistral", "mistral-small-2503", new(1400, 1_190_000, 120_000, 400_000, 0.4m, 0, 0)),
        new(new(2026, 3, 8), "mistral", "mistral-small-2503", new(20, 14_000, 0, 2_000, 0.012635m, 0, 7)),
        new(new(2026, 3, 8), "slow-gateway", "gpt-4.1-mini", new(12, 331, 0, 118, 0, 12, 0)),
    ]);
}
