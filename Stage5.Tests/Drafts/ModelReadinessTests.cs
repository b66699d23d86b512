using Microsoft.Extensions.AI;
using NSubstitute;
using Stage5.Contracts;
using Stage5.Core.Drafts;
using Stage5.Core.Models;
using Stage5.Tests.Models.Routing;

namespace Stage5.Tests.Drafts;

public sealed class ModelReadinessTests
{
    private static readonly TaskRequest Request = new()
    {
        Kind = TaskKinds.Translate,
        Text = "Hello",
        SourceLanguage = "en",
        TargetLanguage = "es",
    };

    private static readonly ModelProvider Engine = new(
        "engine", ProviderKind.Apertium, "apertium", Substitute.For<IChatClient>(), [ModelCapabilities.Translate],
        new Dictionary<LanguagePair, string> { [new("en", "es")] = "eng-spa" }, unusableReason: null);

    [Fact]
    public void A_pair_that_somebody_has_is_ready_and_another_names_who_cannot()
    {
        using var routing = new TestRouting([Engine]);
        var readiness = new ModelReadiness(routing.Router);

        readiness.ObstacleTo("demo", Request).ShouldBeNull();
        var obstacle = readiness.ObstacleTo("demo", Request with { TargetLanguage = "fr" }).ShouldNotBeNull();
        obstacle.Code.ShouldBe("no_usable_provider");
        obstacle.Providers!.ShouldHaveSingleItem().Reason.ShouldContain("en→es");
    }

    [Fact]
    public void A_provider_that_is_broken_now_is_an_obstacle_until_it_is_well()
    {
        var model = TestRouting.Provider("model");
        using var routing = new TestRouting([model]);
        var readiness = new ModelReadiness(routing.Router);
        readiness.ObstacleTo("demo", Request).ShouldBeNull();

        routing.Fail(model, ModelFailure.Transient, times: 5);

        readiness.ObstacleTo("demo", Request)!.Providers!.ShouldHaveSingleItem().Provider.ShouldBe("model");
    }

    [Fact]
    public void What_is_no_translation_needs_a_model_that_chats()
    {
        using var engine = new TestRouting([Engine]);
        using var model = new TestRouting([Engine, TestRouting.Provider("model")]);
        var rewrite = Request with { Kind = "rewrite", SourceLanguage = null };

        new ModelReadiness(engine.Router).ObstacleTo("demo", rewrite).ShouldNotBeNull();
        new ModelReadiness(model.Router).ObstacleTo("demo", rewrite).ShouldBeNull();
    }

    [Fact]
    public void A_language_still_to_be_detected_needs_anybody_who_translates()
    {
        using var nobody = new TestRouting([]);
        using var engine = new TestRouting([Engine]);
        var unknown = Request with { SourceLanguage = null };

        new ModelReadiness(nobody.Router).ObstacleTo("demo", unknown).ShouldNotBeNull();
        new ModelReadiness(engine.Router).ObstacleTo("demo", unknown).ShouldBeNull();
    }

    [Fact]
    public void A_model_that_does_not_exist_is_left_to_the_turn_to_refuse()
    {
        using var routing = new TestRouting([Engine]);

        new ModelReadiness(routing.Router)
            .ObstacleTo("demo", Request with { Processing = new Processing("default", Model: "nobody") })
                .ShouldBeNull();
    }
}
