using Microsoft.Extensions.AI;
using NSubstitute;
using Stage5.Core.Language;
using Stage5.Core.Models;
using Stage5.Core.Models.Routing;

namespace Stage5.Tests.Models.Routing;

public sealed class ModelRouterTests
{
    private static readonly string[] Translates = [ModelCapabilities.Translate];

    private static readonly ModelProvider Engine = Provider("apertium", Translates, new()
    {
        [new("en", "es")] = "eng-spa",
        [new("en", "ca")] = "eng-cat",
        [new("es", "pt")] = "es-pt",
        [new("es", "pt-BR")] = "es-pt_BR",
    });

    private static readonly ModelProvider Llm = Provider("llm", [ModelCapabilities.Chat, ModelCapabilities.Translate], null);

    private static readonly ModelProvider Broken =
        new("broken", ProviderKind.OpenAICompatible, "m", null, Translates, null, "its Endpoint is not configured");

    [Theory]
    [InlineData("en", "es", "eng-spa")]
    [InlineData("EN-gb", "ES-mx", "eng-spa")]
    [InlineData("es", "pt", "es-pt")]
    [InlineData("es", "pt-br", "es-pt_BR")]
    [InlineData("es-AR", "pt-PT", "es-pt")]
    [InlineData("spa", "por", "es-pt")]
    public void A_pair_is_matched_exactly_before_its_region_is_given_up(string source, string target, string model)
    {
        var route = Choose([Engine], "translate", source, target);
        route.Chosen.ShouldBe(Engine);
        route.Candidates.ShouldBe([new ModelCandidate("apertium", model, true, null)]);
    }

    [Fact]
    public void The_first_usable_provider_is_chosen_and_each_other_says_why_not()
    {
        var route = Choose([Broken, Engine, Llm], "translate", "en", "es");
        route.Chosen.ShouldBe(Engine);
        route.Candidates.ShouldBe([
            new ModelCandidate("broken", "m", false, "its Endpoint is not configured"),
            new ModelCandidate("apertium", "eng-spa", true, null),
            new ModelCandidate("llm", "model-of-llm", true, "comes after apertium"),
        ]);
    }

    [Fact]
    public void Without_a_provider_for_the_pair_every_reason_is_named()
    {
        var route = Choose([Engine, Broken], "translate", "en", "de");
        route.Chosen.ShouldBeNull();
        route.Candidates[0].Reason.ShouldBe("has no pair en→de; it has: en→ca, en→es, es→pt, es→pt-BR");
        route.Candidates[0].Usable.ShouldBeFalse();
        route.Candidates[1].Reason.ShouldBe("its Endpoint is not configured");
    }

    [Fact]
    public void A_provider_of_any_pair_takes_what_the_engine_has_not() =>
        Choose([Engine, Llm], "translate", "en", "de").Chosen.ShouldBe(Llm);

    [Fact]
    public void A_translator_is_not_asked_to_chat()
    {
        var route = Choose([Engine, Llm], "chat", "en", "en");
        route.Chosen.ShouldBe(Llm);
        route.Candidates[0].Reason.ShouldBe("does not chat; it does: translate");
    }

    [Fact]
    public void What_is_not_a_language_is_a_reason_not_a_crash() =>
        Choose([Llm], "translate", "en", "!")
            .Candidates[0].Reason.ShouldBe("the target language is not a BCP 47 tag");

    [Fact]
    public void A_wider_request_is_not_served_by_a_narrower_pair() =>
        LanguagePair.Serving(
            new HashSet<LanguagePair> { new("es", "pt-BR") }, LanguageTag.Parse("es"), LanguageTag.Parse("pt"))
            .ShouldBeNull();

    private static (ModelProvider? Chosen, IReadOnlyList<ModelCandidate> Candidates) Choose(
        IReadOnlyList<ModelProvider> providers, string operation, string source, string target)
    {
        var needs = new RouteNeeds(Parse(source), Parse(target));
        var plan = TestRouting.RouterOf(providers).Plan(
            new Core.Models.Routing.RoutingContext("demo", operation), needs);
        return (plan.Targets.Count > 0 ? plan.Targets[0].Provider : null, plan.Candidates);
    }

    private static LanguageTag? Parse(string tag) => LanguageTag.TryParse(tag, out var language) ? language : null;

    private static ModelProvider Provider(string id, string[] operations, Dictionary<LanguagePair, string>? pairs) =>
        new(id, ProviderKind.Apertium, $"model-of-{id}", Substitute.For<IChatClient>(), operations, pairs, null);
}
