using System.Text.Json.Nodes;
using Stage5.Contracts;
using Stage5.Tests.Events;

namespace Stage5.Tests.Web;

/// <summary>Tasks that end in each way a turn can.</summary>
internal static class ScriptedTurns
{
    private static readonly Receipt Full = Receipts.Plain with
    {
        Served = new("mistral", "mistral-small-2503"),
        Usage = new(1204, 88),
        Cost = new(0.000123m, "EUR", "2026-01", Estimated: false),
        Stages =
        [
            new("admit", "completed", 1.2), new("recall", "skipped", 0, "nothing said it"), new("generate", "completed", 74.6),
        ],
        Context = new("given", 1, 40, null),
    };

    /// <summary>Of an installation that cannot translate, but can keep drafts.</summary>
    public static MetadataView NoModel { get; } = new([], [], [], [], 50_000)
    {
        Features = [new("translate", Available: false, "No model that is configured can translate.")],
        Tones = ["business", "casual", "polite", "technical"],
        DetectedLanguages = ["de", "en", "es", "ja", "zh-Hans"],
    };

    public static MetadataView Metadata { get; } = new(
        [new("mistral", "OpenAICompatible", "mistral-small-2503", Usable: true, Reason: null, AnyPair: true)],
        [
            new("de", "German", "Deutsch"), new("en", "English", "English"), new("es", "Spanish", "español"),
            new("fr", "French", "français"), new("pt", "Portuguese", "português"),
        ],
        [], [], 50_000)
    {
        Tones = ["business", "casual", "polite", "technical"],
    };

    /// <summary>Two languages made, one of them known already, and one that failed.</summary>
    public static void Several(ScriptedTask task)
    {
        Begin(task);
        task.Complete(TurnResult.Partial, Full, result => result with
        {
            Text = "Die neue Küche ist hell.",
            SourceLanguage = "en",
            Translations =
            [
                Made("de", "Die neue Küche ist hell."), Made("es", "La cocina nueva es luminosa.") with { Cached = 1, Cost = null },
                new("fr", null, new("provider_unavailable", "The provider did not answer.", "Try again in a moment."), null,
                    new(null, null), null, 1200, 1, 0),
            ],
            Glossary = new([new("kitchen", "Küche", "de", "tenant", 1)], [], ["cocina"]),
        });
    }

    public static void One(ScriptedTask task)
    {
        Begin(task);
        task.Complete(TurnResult.Completed, Full, result => result with
        {
            Text = "Die neue Küche ist hell.",
            SourceLanguage = "en",
            Detection = new("en", 0.97, [new("en", 0.97)]),
            Translations = [Made("de", "Die neue Küche ist hell.")],
        });
    }

    public static void AskLanguage(ScriptedTask task)
    {
        Begin(task);
        task.Complete(TurnResult.LanguageSelection, Full with { Served = null }, result => result with
        {
            SourceLanguage = null,
            Detection = new("es", 0.48, [new("es", 0.48), new("pt", 0.41), new("gl", 0.06)]),
        });
    }

    public static void AskTerms(ScriptedTask task)
    {
        Begin(task);
        task.Complete(TurnResult.GlossaryConflict, Full with { Served = null }, result => result with
        {
            SourceLanguage = "en",
            Glossary = new([],
            [
                new("bank", "de",
                [
                    new("followTerm", "Geldinstitut"), new("keepOriginal", "bank"), new("alternative", "Sitzbank"),
                    new("compromise", "Geldinstitut (bank)"),
                ]),
                new("release", "de", [new("followTerm", "Freigabe"), new("keepOriginal", "release")]),
            ], []),
        });
    }

    public static void Segment(ScriptedTask task, string language, int segment, int segments) =>
        task.Append(TaskEventTypes.SegmentCompleted, new()
        {
            ["language"] = language,
            ["segment"] = segment,
            ["segments"] = segments,
            ["status"] = "completed",
            ["provider"] = "mistral",
            ["cached"] = false,
            ["duration_ms"] = 800,
        });

    public static void Begin(ScriptedTask task)
    {
        task.Start();
        task.Append(TaskEventTypes.LanguageDetected, new() { ["language"] = "en", ["confidence"] = 0.97 });
        task.Append(TaskEventTypes.StageSkipped, Payloads.Skipped("recall", 5, "nothing said it"));
        task.Append(TaskEventTypes.ContextRetrieved, new()
        {
            ["method"] = "given",
            ["passages"] = 1,
            ["tokens"] = 40,
            ["reason"] = null,
        });
        task.Append(TaskEventTypes.ModelSelected, new()
        {
            ["language"] = "de",
            ["provider"] = "mistral",
            ["model"] = "mistral-small-2503",
            ["passed_over"] = new JsonArray(),
        });
    }

    public static TranslationView Made(string language, string text) => new(
        language, text, null, new("mistral", "mistral-small-2503"), new(12, 9), new(0.000041m, "EUR", "2026-01", Estimated: false),
        842, 1, 0);
}
