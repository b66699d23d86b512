using Stage5.Contracts;
using Stage5.Tests.Models;

namespace Stage5.Tests.Assistant;

[Collection(AssistantCollection.Name)]
public sealed class GlossaryTurnTests(AssistantSystem system)
{
    // Each test keeps its own tenant: what one writes, the others do not meet.
    private readonly string _tenant = $"t{Guid.NewGuid():N}"[..20];

    [Fact]
    public async Task A_term_stands_as_prescribed_and_the_model_never_sees_it()
    {
        using var api = await WithAsync(Term("reply", "Antwort"));

        var turn = await TranslateAsync(api, "Send a reply while replying.");

        turn.Text.ShouldBe("SEND A Antwort WHILE REPLYING.");
        system.Model.Requests[^1].LastMessage.ShouldBe("Send a ⟦1⟧ while replying.");
        turn.Glossary.ShouldNotBeNull().Terms.ShouldBe([new TurnTerm("reply", "Antwort", "de", "tenant", 1)]);
    }

    [Fact]
    public async Task A_term_that_the_model_drops_twice_is_put_back_by_repair()
    {
        using var api = await WithAsync(Term("ledger", "Hauptbuch"));
        system.Model.Then(new ScriptedReply { Text = _ => "Es fehlt." });
        system.Model.Then(new ScriptedReply { Text = _ => "Es fehlt wieder." });

        var turn = await TranslateAsync(api, "The ledger is open.");

        turn.Text.ShouldBe("THE Hauptbuch IS OPEN.");
    }

    [Fact]
    public async Task A_conflict_is_asked_decided_and_remembered()
    {
        using var api = await WithAsync(Term("bank", "Bank", alternatives: ["Ufer"]));

        var asked = await TranslateAsync(api, "The bank is near.", glossary: "askOnConflict");
        asked.Outcome.ShouldBe(TurnResult.GlossaryConflict);
        asked.Text.ShouldBeNull();
        var conflict = asked.Glossary.ShouldNotBeNull().Conflicts.Single();
        conflict.Choices.ShouldBe(
        [
            new TurnChoice("followTerm", "Bank"), new TurnChoice("keepOriginal", "bank"),
            new TurnChoice("alternative", "Ufer"), new TurnChoice("compromise", "Bank (bank)"),
        ], ignoreOrder: true);

        var decided = await TranslateAsync(api, "The bank is near.", "askOnConflict",
            new GlossaryDecision("bank", "alternative", "Ufer", Remember: true));
        decided.Text.ShouldBe("THE Ufer IS NEAR.");
        (await TranslateAsync(api, "A bank is far.", "askOnConflict")).Text.ShouldBe("A Ufer IS FAR.");
    }

    [Fact]
    public async Task A_bypassed_glossary_keeps_only_what_is_forced()
    {
        using var api = await WithAsync(Term("server", "Server-Rechner"), Term("cloud", "Wolke", forced: true));

        (await TranslateAsync(api, "The server and the cloud.", "bypass")).Text.ShouldBe("THE SERVER AND THE Wolke.");
    }

    [Fact]
    public async Task A_banned_word_is_replaced_and_one_without_replacement_is_no_translation()
    {
        using var api = await WithAsync(
            Banned("CHEAP", "GÜNSTIG"), Banned("AWFUL", null, forced: true));

        (await TranslateAsync(api, "It is cheap.")).Text.ShouldBe("IT IS GÜNSTIG.");
        using var refused = await api.SendAsync("/api/translate",
            new { text = "It is awful.", sourceLanguage = "en", targetLanguage = "de" });
        await refused.ShouldBeProblemAsync(422, "banned_term");
    }

    [Fact]
    public async Task An_answer_that_was_refused_is_not_the_answer_of_the_next_one_who_asks()
    {
        using var api = await WithAsync(Banned("AWFUL", null, forced: true));
        using var refused = await api.SendAsync("/api/translate",
            new { text = "It is awful.", sourceLanguage = "en", targetLanguage = "de" });
        await refused.ShouldBeProblemAsync(422, "banned_term");
        system.Model.Then(new ScriptedReply { Text = _ => "Es ist nicht gut." });

        (await TranslateAsync(api, "It is awful.")).Text.ShouldBe("Es ist nicht gut.");
    }

    [Fact]
    public async Task What_is_forced_holds_for_a_rewrite_as_well()
    {
        using var api = await WithAsync(Banned("AWFUL", null, forced: true, source: "*", target: "*"));

        using var refused = await api.SendAsync("/api/rewrite", new { text = "It is awful.", language = "en", tone = "polite" });

        await refused.ShouldBeProblemAsync(422, "banned_term");
    }

    [Fact]
    public async Task A_conflict_in_two_languages_is_decided_for_each()
    {
        using var api = await WithAsync(
            Term("bank", "Bank", alternatives: ["Ufer"]), Term("bank", "banque", alternatives: ["rive"], target: "fr"));

        var turn = await api.TurnAsync("/api/translate", new
        {
            text = "The bank is near.",
            sourceLanguage = "en",
            targetLanguage = "de",
            additionalTargetLanguages = new[] { "fr" },
            glossary = "askOnConflict",
            glossaryDecisions = new[]
            {
                new GlossaryDecision("bank", "alternative", "Ufer", Language: "de"),
                new GlossaryDecision("bank", "followTerm", Language: "fr"),
            },
        });

        turn.Translations.ShouldNotBeNull().Select(one => one.Text).ShouldBe(["THE Ufer IS NEAR.", "THE banque IS NEAR."]);
    }

    [Fact]
    public async Task A_reply_can_answer_what_the_glossary_asks()
    {
        using var api = await WithAsync(Term("bank", "Bank", alternatives: ["Ufer"]));
        var room = $"room-{Guid.NewGuid():N}";
        object Body(params GlossaryDecision[] glossaryDecisions) => new
        {
            conversationId = room,
            text = "The bank is near.",
            sourceLanguage = "en",
            languagePolicy = new { targetLanguage = "de" },
            glossary = "askOnConflict",
            glossaryDecisions,
        };

        var asked = await api.TurnAsync("/api/reply", Body());
        var sent = await api.TurnAsync("/api/reply", Body(new GlossaryDecision("bank", "followTerm")));

        (asked.Outcome, asked.Deliveries).ShouldBe((TurnResult.GlossaryConflict, null));
        (sent.Text, sent.Deliveries!.Count).ShouldBe(("THE Bank IS NEAR.", 1));
    }

    private async Task<HttpClient> WithAsync(params object[] entries)
    {
        system.Reset();
        var admin = system.ClientOf("root", _tenant, "admin");
        foreach (var entry in entries)
        {
            using var made = await admin.SendAsync("/api/glossary", entry);
            ((int)made.StatusCode).ShouldBe(201, await made.Content.ReadAsStringAsync());
        }

        return admin;
    }

    private static async Task<TurnResponse> TranslateAsync(
        HttpClient api, string text, string? glossary = null, params GlossaryDecision[] glossaryDecisions) =>
        await api.TurnAsync("/api/translate",
            new { text, sourceLanguage = "en", targetLanguage = "de", glossary, glossaryDecisions });

    private static object Term(
        string source, string translation, string[]? alternatives = null, bool forced = false, string target = "de") => new
        {
            scope = "tenant",
            sourceLanguage = "en",
            targetLanguage = target,
            sourceTerm = source,
            targetTerm = translation,
            alternatives = alternatives ?? [],
            forced,
        };

    private static object Banned(
        string word, string? replacement, bool forced = false, string source = "en", string target = "de") => new
        {
            scope = "tenant",
            kind = "banned",
            sourceLanguage = source,
            targetLanguage = target,
            targetTerm = word,
            replacement,
            forced,
            caseSensitive = true,
        };
}
