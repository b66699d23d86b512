using Stage5.Contracts;

namespace Stage5.Tests.Web;

/// <summary>Reviews and their figures, as the API gives them.</summary>
internal static class ReviewSamples
{
    public static ReviewMetrics Metrics { get; } = new(
        ReviewMetrics.CurrentSchema, new(2026, 3, 2), new(2026, 3, 8), "Europe/Madrid", Figures.At,
        new(Opened: 24, Decided: 18, Approved: 11, Edited: 5, Rejected: 2, Reopened: 1, Escalated: 2, Closed: 1, Acceptance: 11.0 / 18),
        new(P50: 2_700, P95: 31_000, Oldest: 190_000),
        new(Backlog: 7, Leased: 2, SlaBreaches: 1, Pressure: 2.88),
        new(DailyAverage: 17.0 / 7, Acceptance: 11.0 / 18, FirstResponseP50: 240, FirstResponseP95: 5_400,
            [
                new("ana", 11, HandlingMedian: 64, HandlingP90: 240, FirstPassAcceptance: 0.64, ReopenRate: 1.0 / 11),
                new("=ben", 7, HandlingMedian: 48, HandlingP90: 130, FirstPassAcceptance: 0.57, ReopenRate: 0),
            ],
            [
                new(new(2026, 3, 2), 5, 3, 0, 3, 0.67), new(new(2026, 3, 3), 4, 5, 0, 5, 0.6), new(new(2026, 3, 4), 6, 4, 1, 3, 0.75),
                new(new(2026, 3, 5), 3, 4, 0, 4, 0.5), new(new(2026, 3, 6), 6, 2, 0, 2, 0.5), new(new(2026, 3, 7), 0, 0, 0, 0, null),
                new(new(2026, 3, 8), 0, 0, 0, 0, null),
            ]));

    /// <summary>A translation that waits, due in that many minutes.</summary>
    public static ReviewView View(
        string source, string draft, double dueMinutes = 50, string author = "ben", ReviewPriority priority = ReviewPriority.Normal,
        params string[] reasons)
    {
        var (id, task, now) = (Guid.CreateVersion7().ToString(), Guid.CreateVersion7().ToString(), TimeProvider.System.GetUtcNow());
        var summary = new ReviewSummary(id, task, ReviewState.Open, priority, reasons.Length > 0 ? reasons : [ReviewReasons.Sampling],
            TaskKinds.Translate, "en", "de", source, author, Delivered: false, now.AddMinutes(-10), now.AddMinutes(dueMinutes),
            dueMinutes < 0, null, Escalated: false, 0, 1, [], null, null, null, 3);
        var request = new TaskRequest { Kind = TaskKinds.Translate, Text = source, SourceLanguage = "en", TargetLanguage = "de", Tone = "polite" };
        return new(summary, source, request, Made(task, ("de", draft)), [], [new(1, "opened", now.AddMinutes(-10), "stage5")],
            [new("de", draft)], null, [], [], null);
    }

    public static TurnResponse Made(string task, params (string Language, string Text)[] texts) =>
        new(task, TaskKinds.Translate, TurnResult.Completed, Receipts.Plain)
        {
            Text = texts[0].Text,
            SourceLanguage = "en",
            TargetLanguage = texts[0].Language,
            Translations = [.. texts.Select(one => ScriptedTurns.Made(one.Language, one.Text))],
        };

    /// <summary>With everything there may be to decide by.</summary>
    public static ReviewView Rich(ReviewView view) => view with
    {
        Review = view.Review with
        {
            Reasons = [ReviewReasons.Guardrail, ReviewReasons.LowConfidence, ReviewReasons.GlossaryConflict],
            Required = 2,
            Escalated = true,
        },
        Draft = Made(view.Review.TaskId, ("de", view.Draft!.Text!), ("es", "Por favor, llame a Clara antes del viernes.")) with
        {
            Detection = new("en", 0.62, [new("en", 0.62), new("nl", 0.21)]),
            Glossary = new([new("release", "Freigabe", "de", "tenant", 1)], [], ["barato"]),
        },
        Texts = [.. view.Texts, new("es", "Por favor, llame a Clara antes del viernes.")],
        Guardrails = [new("review", "phone", 1, "pii.phone"), new("redact", "email", 2, "pii.email")],
        History =
        [
            .. view.History, new(2, "escalated", view.Review.OpenedAt, "omar", Text: "The customer waits."),
            new(3, "noted", view.Review.OpenedAt, "omar", Text: "Clara is the name of a product here."),
        ],
    };

    /// <summary>Decided with another text.</summary>
    public static ReviewView Edited(ReviewView view, string text) => view with
    {
        Review = view.Review with
        {
            State = ReviewState.Decided,
            Decision = ReviewDecision.Edited,
            DecidedBy = "omar",
            DecidedAt = view.Review.OpenedAt,
            Overdue = false,
        },
        Texts = [new("de", text)],
        Final = [new("de", text)],
        Suggestions = [new("de", "Küche", "Kochbereich")],
        History = [.. view.History, new(4, "decided", view.Review.OpenedAt, "omar", ReviewDecision.Edited, null, 75, 11)],
    };
}
