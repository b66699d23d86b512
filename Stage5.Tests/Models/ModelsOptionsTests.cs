using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Stage5.Core.Models;
using Stage5.Core.Models.Routing;
using Stage5.Core.Secrets;

namespace Stage5.Tests.Models;

public sealed class ModelsOptionsTests
{
    private static readonly (string, string) NoEngine = ("Models:Providers:apertium:Enabled", "false");

    [Fact]
    public async Task Every_wrong_value_is_named_at_once_at_the_start()
    {
        await using var models = new TestModels(
            ("Models:Providers:one:Kind", "Mock"),
            ("Models:Providers:two:Endpoint", "ftp://x.example"),
            ("Models:Providers:three:Endpoint", "/v1"),
            ("Models:Providers:four:TimeoutSeconds", "-1"),
            ("Models:Providers:five:Endpoint", "https://user:hunter2@x.example/"),
            ("Models:Providers:bad id:Kind", "Apertium"),
            ("Models:Providers:six:InputPricePerMilion", "3"),
            ("Models:Providers:seven:InputPricePerMillion", "3"),
            ("Models:Providers:eight:OutputPricePerMillion", "cheap"),
            ("Models:Providers:nine:ContextLength", "0"),
            ("Models:Providers:nine:Capabilities", "chat, sing"),
            ("Models:Providers:nine:Currency", "euro"),
            ("Models:Providers:nine:Weight", "0"),
            ("Models:Providers:nine:ConcurrencyLimit", "1.5"),
            ("Models:Order", "one, nobody, apertium"));
        var thrown = Should.Throw<OptionsValidationException>(
            () => models.Services.GetRequiredService<IStartupValidator>().Validate());
        var failures = string.Join('\n', thrown.Failures);
        failures.ShouldContain("one:Kind is 'Mock'; it must be one of: Apertium, OpenAICompatible, OpenAI, AzureOpenAI, Anthropic");
        failures.ShouldContain("two:Endpoint");
        failures.ShouldContain("three:Endpoint");
        failures.ShouldContain("four:TimeoutSeconds");
        failures.ShouldContain("five:Endpoint");
        failures.ShouldContain("bad id");
        failures.ShouldContain("six:InputPricePerMilion is not known; did you mean InputPricePerMillion?");
        failures.ShouldContain("seven:OutputPricePerMillion is missing");
        failures.ShouldContain("eight:OutputPricePerMillion must be a number");
        failures.ShouldContain("nine:ContextLength must be from 1");
        failures.ShouldContain("nine:Capabilities has 'sing'");
        failures.ShouldContain("nine:Currency");
        failures.ShouldContain("nine:Weight");
        failures.ShouldContain("nine:ConcurrencyLimit must be a whole number");
        failures.ShouldContain("'nobody'");
        failures.ShouldNotContain("hunter2");
        thrown.Failures.Count().ShouldBe(15);
    }

    [Fact]
    public async Task An_incomplete_provider_is_listed_with_what_is_missing_and_never_answers()
    {
        await using var models = new TestModels(
            NoEngine,
            ("Models:Providers:bare:Kind", "OpenAICompatible"),
            ("Models:Providers:keyed:Kind", "OpenAICompatible"),
            ("Models:Providers:keyed:Endpoint", "http://127.0.0.1:9/v1"),
            ("Models:Providers:keyed:Model", "m"),
            ("Models:Providers:keyed:SecretName", "absent"),
            ("Models:Providers:kindless:Model", "m"));
        models.Services.GetRequiredService<IStartupValidator>().Validate();
        models.Provider("bare").UnusableReason.ShouldBe("its Endpoint is not configured; its Model is not configured");
        models.Provider("keyed").UnusableReason.ShouldBe("its secret 'absent' is not there");
        models.Provider("kindless").UnusableReason.ShouldBe("its Kind is not configured");
        models.Router.Plan(new RoutingContext("demo", "translate"), Translating.NeedsOf("Hi", "en", "es"))
            .Targets.ShouldBeEmpty();
        var thrown = await Should.ThrowAsync<ModelException>(() => models.TranslateAsync("Hi", "en", "es", "bare"));
        thrown.Failure.ShouldBe(ModelFailure.Configuration);
    }

    [Fact]
    public async Task What_is_configured_of_a_provider_is_what_it_has()
    {
        await using var models = new TestModels(
            NoEngine,
            ("Models:Providers:eu:Kind", "azureopenai"),
            ("Models:Providers:eu:Endpoint", "https://x.openai.azure.com"),
            ("Models:Providers:eu:Model", "m"),
            ("Models:Providers:eu:SecretName", "k"),
            ("Models:Providers:eu:InputPricePerMillion", "2.5"),
            ("Models:Providers:eu:OutputPricePerMillion", "10"),
            ("Models:Providers:eu:Currency", "eur"),
            ("Models:Providers:eu:PriceVersion", "2026-11"),
            ("Models:Providers:eu:ContextLength", "128000"),
            ("Models:Providers:eu:MaxOutputTokens", "16384"),
            ("Models:Providers:eu:Regions", "eu, eu-north"),
            ("Models:Providers:eu:Certifications:0", "iso27001"),
            ("Models:Providers:eu:LatencyTargetMs", "800"),
            ("Models:Providers:eu:Weight", "2.5"),
            ("Models:Providers:eu:ConcurrencyLimit", "7"),
            ("Models:Providers:eu:TimeoutSeconds", "12"),
            ("Models:Providers:eu:Capabilities", "chat,embeddings"),
            ("Secrets:k", "v"));
        var provider = models.Provider("eu");
        provider.UnusableReason.ShouldBeNull();
        provider.Kind.ShouldBe(ProviderKind.AzureOpenAI);
        provider.Price.ShouldBe(new ModelPrice(2.5m, 2.5m, 10, "EUR", "2026-11"));
        (provider.ContextLength, provider.MaxOutputTokens).ShouldBe((128_000, 16_384));
        provider.Regions.ShouldBe(["eu", "eu-north"], ignoreOrder: true);
        provider.Certifications.ShouldBe(["iso27001"]);
        provider.LatencyTarget.ShouldBe(TimeSpan.FromMilliseconds(800));
        (provider.Weight, provider.ConcurrencyLimit).ShouldBe((2.5, 7));
        provider.TryTimeout.ShouldBe(TimeSpan.FromSeconds(12));
        provider.Capabilities.ShouldBe(["chat", "embeddings"], ignoreOrder: true);
        provider.Wire!.Model.ShouldBe("m");
        models.Services.GetServices<SecretNeed>().ShouldBe([new SecretNeed("k", "provider eu")]);
    }

    [Fact]
    public async Task A_price_is_unknown_unless_said_and_zero_is_a_price()
    {
        await using var models = new TestModels(
            ("Models:Providers:unknown:Kind", "OpenAICompatible"),
            ("Models:Providers:zero:Kind", "OpenAICompatible"),
            ("Models:Providers:zero:InputPricePerMillion", "0"),
            ("Models:Providers:zero:OutputPricePerMillion", "0"));
        models.Provider("unknown").Price.ShouldBeNull();
        models.Provider("zero").Price.ShouldBe(new ModelPrice(0, 0, 0, "USD", "configured"));
        models.Provider("apertium").Price.ShouldBe(new ModelPrice(0, 0, 0, "XXX", "local"));
    }

    [Fact]
    public async Task The_vendors_kinds_have_an_endpoint_but_want_a_secret()
    {
        await using var models = new TestModels(
            NoEngine,
            ("Models:Providers:a:Kind", "OpenAI"),
            ("Models:Providers:a:Model", "m"),
            ("Models:Providers:b:Kind", "Anthropic"),
            ("Models:Providers:b:Model", "m"),
            ("Models:Providers:c:Kind", "AzureOpenAI"),
            ("Models:Providers:c:Model", "m"),
            ("Models:Providers:c:SecretName", "absent"));
        models.Provider("a").UnusableReason.ShouldBe("its SecretName is not configured");
        models.Provider("b").UnusableReason.ShouldBe("its SecretName is not configured");
        models.Provider("c").UnusableReason
            .ShouldBe("its Endpoint is not configured; its secret 'absent' is not there");
    }

    [Fact]
    public async Task Order_is_as_configured_then_by_id_then_the_discovered_engine()
    {
        await using var models = new TestModels(
            ("Models:Order", "zed"),
            ("Models:Providers:mid:Kind", "OpenAICompatible"),
            ("Models:Providers:abc:Kind", "OpenAICompatible"),
            ("Models:Providers:zed:Kind", "OpenAICompatible"),
            ("Models:Providers:apertium:TimeoutSeconds", "5"));
        models.Router.Providers.Select(provider => provider.Id).ShouldBe(["zed", "abc", "mid", "apertium"]);
    }

    [Fact]
    public async Task The_engine_is_listed_as_not_installed_where_it_is_not_and_absent_when_switched_off()
    {
        await using var elsewhere = new TestModels(("Models:Providers:apertium:ModesDirectory", "/nowhere"));
        elsewhere.Provider("apertium").UnusableReason.ShouldBe("Apertium is not installed: /nowhere has no language pair");
        await using var off = new TestModels(NoEngine);
        off.Router.Providers.ShouldBeEmpty();
    }
}
