using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Stage5.Core.Models;
using Stage5.Core.Models.Routing;

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
            ("Models:Order", "one, nobody, apertium"));
        var thrown = Should.Throw<OptionsValidationException>(
            () => models.Services.GetRequiredService<IStartupValidator>().Validate());
        var failures = string.Join('\n', thrown.Failures);
        failures.ShouldContain("one:Kind is 'Mock'; it must be one of: Apertium, OpenAICompatible");
        failures.ShouldContain("two:Endpoint");
        failures.ShouldContain("three:Endpoint");
        failures.ShouldContain("four:TimeoutSeconds");
        failures.ShouldContain("five:Endpoint");
        failures.ShouldContain("bad id");
        failures.ShouldContain("'nobody'");
        failures.ShouldNotContain("hunter2");
        thrown.Failures.Count().ShouldBe(7);
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
        models.Provider("keyed").UnusableReason.ShouldBe("the secret 'absent' (Stage5:Secrets:absent) is not there");
        models.Provider("kindless").UnusableReason.ShouldBe("its Kind is not configured");
        models.Router.Choose(new ModelRequest("translate", "en", "es")).Chosen.ShouldBeNull();
        var thrown = await Should.ThrowAsync<ModelException>(() => models.TranslateAsync("Hi", "en", "es", "bare"));
        thrown.Failure.ShouldBe(ModelFailure.Configuration);
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
