using System.Net;
using System.Net.Http.Json;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Stage5.Contracts;
using Stage5.Core.Language;
using Stage5.Core.Models;
using Stage5.Core.Models.Routing;
using Stage5.Core.Models.Texts;
using Stage5.Tests.Mcp;
using Stage5.Tests.OpenAI;

namespace Stage5.Tests.Api;

/// <summary>What a client can choose from is what is there for it now.</summary>
[Collection(DoorCollection.Name)]
public sealed class MetadataTests(DoorSystem system)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Models_are_as_the_callers_tenant_could_use_them()
    {
        var metadata = await ReadAsync<MetadataView>("/api/metadata", "choosers");
        metadata.Models.Select(model => model.Provider).ShouldBe(["first", "second", "third"]);
        metadata.Models[0].Operations.ShouldBe(["chat", "embeddings"]);
        metadata.Models[2].Operations.ShouldBe(["translate", "chat"]);
        metadata.Models.ShouldAllBe(model => model.Usable && model.Reason == null);
        metadata.Models.Select(model => model.Price?.OutputPerMillion).ShouldBe([1, 2, 3]);
        metadata.Models[2].Price!.Currency.ShouldBe("USD");

        var alone = await ReadAsync<MetadataView>("/api/metadata", "alone");
        alone.Models[0].ShouldSatisfyAllConditions(
            model => model.Usable.ShouldBeFalse(), model => model.Operations.ShouldBeEmpty(),
            model => model.Reason.ShouldBe("is not allowed to the tenant"));
        alone.Models[2].Usable.ShouldBeTrue();
    }

    [Fact]
    public async Task Features_say_why_they_are_not_there()
    {
        var features = (await ReadAsync<MetadataView>("/api/metadata", "choosers")).Features;
        features.Select(feature => feature.Name).ShouldBe(
            ["translate", "rewrite", "summarize", "reply", "detect", "glossary", "drafts", "recall", "mcp"]);
        features.ShouldAllBe(feature => feature.Available);
        var recall = features.Single(feature => feature.Name == "recall");
        recall.Method.ShouldBe("lexical");
        recall.Reason!.ShouldContain("Stage5:Recall:Embeddings");

        var auditors = (await ReadAsync<MetadataView>("/api/metadata", "choosers", "auditor")).Features;
        auditors.ShouldAllBe(feature => !feature.Available && feature.Reason!.Contains("permission"));
    }

    [Fact]
    public async Task Tones_languages_limits_and_own_use_are_told()
    {
        system.Reset();
        const string Tenant = "spender";
        await TranslateAsync(Tenant, "The train to the coast was late again.");

        var metadata = await ReadAsync<MetadataView>("/api/metadata", Tenant);

        metadata.Tones.ShouldBe(["business", "casual", "polite", "technical"]);
        metadata.DetectedLanguages.Count.ShouldBeGreaterThanOrEqualTo(60);
        // The dashboard offers these to a draft while no model says what it has.
        metadata.DetectedLanguages.ShouldAllBe(language => KnownLanguages.HasName(LanguageTag.Parse(language)));
        metadata.Languages.Select(language => language.Code).ShouldContain("ja");
        (metadata.MaxTextLength, metadata.Limits.TextLength, metadata.Limits.InlineLength).ShouldBe((50_000, 50_000, 20_000));
        metadata.Modes.Single(mode => mode.Mode == "fast").Reason.ShouldNotBeNull();
        metadata.TodayReason.ShouldBeNull();
        metadata.Today!.Used.Calls.ShouldBe(1);
        metadata.Today.Used.Cost.ShouldBe(0.00015m);
        (await ReadAsync<MetadataView>("/api/metadata", "choosers")).Today!.Used.Calls.ShouldBe(0);
    }

    [Fact]
    public async Task What_it_costs_is_known_at_worst_and_expected_only_where_it_was_measured()
    {
        system.Reset();
        await TranslateAsync("measurers", "The bridge is closed until Monday morning.");

        var view = await ReadAsync<CostLatencyView>(
            "/api/cost-latency?characters=12000&sourceLanguage=en&targetLanguage=es", "measurers");

        (view.Characters, view.Currency, view.Segments).ShouldBe((12_000, "USD", 3));
        var third = view.Models.ShouldHaveSingleItem();
        (third.Provider, third.Usable, third.Reason).ShouldBe(("third", true, null));
        third.ExpectedCost!.Value.ShouldBeGreaterThan(0);
        third.WorstCaseCost!.Value.ShouldBeGreaterThan(third.ExpectedCost.Value);
        third.LatencyMs!.Value.ShouldBeGreaterThan(0);

        var first = (await ReadAsync<CostLatencyView>("/api/cost-latency?characters=100&model=first", "measurers")).Models.Single();
        first.Usable.ShouldBeFalse();
        first.Reason!.ShouldStartWith("does not translate");
        (first.ExpectedCost, first.ExpectedCostReason).ShouldBe((null, "its tokens were not measured lately"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(300)]
    [InlineData(4_999)]
    public async Task No_plain_text_of_that_length_is_held_at_more(int length)
    {
        var view = await ReadAsync<CostLatencyView>(
            $"/api/cost-latency?characters={length}&model=third&sourceLanguage=en&targetLanguage=es", "measurers");
        var provider = system.Services.GetRequiredService<ModelRouter>().Providers.Single(one => one.Id == "third");

        foreach (var letter in "aéж語")
        {
            var order = new TextOrder(TextKind.Translation, new string(letter, length))
            {
                Source = LanguageTag.Parse("en"),
                Target = LanguageTag.Parse("es"),
            };
            var held = WorstCase.Micros(provider, TextGenerator.NeedsOf(order))!.Value / 1_000_000m;
            held.ShouldBeLessThanOrEqualTo(view.Models[0].WorstCaseCost!.Value);
            if (letter == '語') held.ShouldBe(view.Models[0].WorstCaseCost!.Value);
        }
    }

    [Theory]
    [InlineData("characters=0", 400, "invalid_request")]
    [InlineData("characters=50001", 400, "invalid_request")]
    [InlineData("characters=many", 400, "invalid_request")]
    [InlineData("model=third", 400, "invalid_request")]
    [InlineData("characters=5&targetLanguage=Spanish!", 400, "invalid_request")]
    [InlineData("characters=5&model=a%20b", 400, "invalid_request")]
    [InlineData("characters=5&model=nobody", 404, "model_not_found")]
    public async Task A_question_about_nothing_is_refused(string query, int status, string code)
    {
        using var client = system.ClientOf("choosers");
        using var response = await client.GetAsync($"/api/cost-latency?{query}", Stop);

        await response.ShouldBeProblemAsync(status, code);
    }

    [Fact]
    public async Task The_configuration_says_how_a_tenants_words_are_treated_and_no_secret()
    {
        var strict = await ReadAsync<ConfigurationView>("/api/configuration", "strict");
        strict.Compliance.Single(rule => rule.Class == "card").ShouldBe(new ComplianceRule("card", "block", Redacted: false));
        strict.Compliance.Single(rule => rule.Class == "email").ShouldBe(new ComplianceRule("email", "redact", Redacted: true));
        var raw = await ReadAsync<ConfigurationView>("/api/configuration", "raw");
        raw.Compliance.ShouldAllBe(rule => rule.Action == "allow");

        raw.Locales.Select(locale => locale.Locale).ShouldBe(["en", "es", "ja", "zh-Hans"]);
        raw.Locales.ShouldAllBe(locale => locale.Complete);
        raw.DeliveryModes.ShouldBe(["attachment", "broadcast", "perMember"]);
        (raw.Recall.Method, raw.Recall.Embeddings).ShouldBe(("lexical", false));
        (raw.Conversations.Members, raw.Conversations.RetentionDays, raw.Drafts.KeptDays).ShouldBe((250, 90, 7));
        raw.SureFrom.ShouldBe(0.70);

        using var client = system.ClientOf("raw");
        foreach (var path in new[] { "/api/configuration", "/api/metadata", "/api/cost-latency?characters=5" })
        {
            var body = await client.GetStringAsync(path, Stop);
            body.ShouldNotContain("sk-third");
            body.ShouldNotContain("third-key");
            body.ShouldNotContain("127.0.0.1");
        }
    }

    private async Task TranslateAsync(string tenant, string text)
    {
        system.Third.ThenJson(McpDoorTests.AnthropicAnswer("Sí."));
        using var client = system.ClientOf(tenant);
        using var content = new StringContent(
            $$"""{"text":"{{text}}","targetLanguage":"es","sourceLanguage":"en"}""", Encoding.UTF8, "application/json");
        using var response = await client.PostAsync("/api/translate", content, Stop);
        response.StatusCode.ShouldBe(HttpStatusCode.OK, await response.Content.ReadAsStringAsync(Stop));
    }

    private async Task<T> ReadAsync<T>(string path, string tenant, string role = "user")
    {
        using var client = system.ClientOf(tenant, role);
        return (await client.GetFromJsonAsync<T>(path, ContractsJson.Default.Options, Stop))!;
    }
}
