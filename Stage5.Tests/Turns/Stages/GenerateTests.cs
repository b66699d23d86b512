using Microsoft.Extensions.Logging.Abstractions;
using Stage5.Contracts;
using Stage5.Core.Models;
using Stage5.Core.Turns;
using Stage5.Core.Turns.Stages;
using Stage5.Tests.Models.Routing;

namespace Stage5.Tests.Turns.Stages;

public sealed class GenerateTests
{
    [Fact]
    public async Task Without_a_usable_provider_each_one_is_named_with_its_reason()
    {
        var offline = ProviderOf("apertium", new Dictionary<LanguagePair, string> { [new("en", "es")] = "eng-spa" });
        var broken = ProviderOf("hosted", pairModels: null, unusable: "has no endpoint");
        var log = new RecordingLog();
        var turn = new Turn(Requests.Turn(Requests.Translate(target: "de")), log, TimeProvider.System);
        var stage = new Generate(TestRouting.RouterOf([offline, broken]), new Translator(NullLogger<Translator>.Instance));

        var error = (await Should.ThrowAsync<TurnException>(
            () => stage.RunAsync(turn, TestContext.Current.CancellationToken))).Error;

        error.Code.ShouldBe("no_usable_provider");
        error.Transient.ShouldBeFalse();
        error.Providers!.Select(provider => provider.Provider).ShouldBe(["apertium", "hosted"]);
        error.Providers![0].Reason.ShouldContain("en→de");
        error.Providers![1].ShouldBe(new ProviderReason("hosted", "has no endpoint"));
        log.Types.ShouldBeEmpty();
    }

    private static ModelProvider ProviderOf(
        string id, IReadOnlyDictionary<LanguagePair, string>? pairModels, string? unusable = null) => new(
        id, ProviderKind.OpenAICompatible, id, client: null, [ModelCapabilities.Translate], pairModels, unusable);
}
