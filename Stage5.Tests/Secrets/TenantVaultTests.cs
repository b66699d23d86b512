using Microsoft.Extensions.DependencyInjection;
using Stage5.Contracts;
using Stage5.Core.Language;
using Stage5.Core.Models;
using Stage5.Core.Models.Routing;
using Stage5.Core.Models.Routing.Health;
using Stage5.Tests.Models;
using Stage5.Tests.Models.Routing;

namespace Stage5.Tests.Secrets;

/// <summary>One provider, called with the secret of whoever calls.</summary>
public sealed class TenantVaultTests : IAsyncLifetime
{
    private const string OwnKey = "own-key-of-acme", SharedKey = "shared-key";
    private ScriptedVault _vault = null!;
    private ScriptedOpenAIServer _server = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _vault = await ScriptedVault.StartAsync();
        _server = await ScriptedOpenAIServer.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        await _vault.DisposeAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Trait("Threat", "SC-E1")]
    public async Task A_provider_whose_secret_only_a_tenant_has_answers_that_tenant_alone(bool requireVault)
    {
        _vault.Put("k", new VaultSecret("v1", OwnKey, TimeProvider.System.GetUtcNow().AddYears(-1)));
        await using var secrets = await StartAsync(("Stage5:Secrets:RequireVault", requireVault ? "true" : "false"));
        await using var models = Models(secrets);

        await TranslateAsync(models, "acme");

        _server.Requests.ShouldHaveSingleItem().Authorization.ShouldBe($"Bearer {OwnKey}");
        var other = Plan(models, "demo");
        other.Targets.ShouldBeEmpty();
        other.Candidates.ShouldHaveSingleItem().Reason.ShouldBe("its secret 'k' is not there");
        models.Provider("remote").Usable.ShouldBeFalse();
        secrets.Log.Lines.ShouldContain(line => line.StartsWith("650 ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(401)]
    [InlineData(429)]
    public async Task What_a_tenants_own_key_meets_with_closes_the_provider_for_that_tenant_only(int status)
    {
        _vault.Put("k", new VaultSecret("v1", OwnKey, TimeProvider.System.GetUtcNow().AddYears(-1)));
        await using var secrets = await StartAsync(("Stage5:Secrets:k", SharedKey));
        await using var models = Models(secrets);
        _server.Default = new ScriptedReply
        {
            Status = status,
            RawBody = "{}",
            Headers = new Dictionary<string, string> { ["Retry-After"] = "600" },
        };
        await Should.ThrowAsync<DispatchException>(() => TranslateAsync(models, "acme"));
        _server.Default = new ScriptedReply();

        Plan(models, "acme").Candidates.ShouldHaveSingleItem().Reason.ShouldNotBeNull().ShouldStartWith("breaker open");
        await TranslateAsync(models, "demo");
        _server.Requests[^1].Authorization.ShouldBe($"Bearer {SharedKey}");
        Breakers(models).ShouldBe(["remote tiny-1  0", "remote tiny-1 acme 2"], ignoreOrder: true);
    }

    [Fact]
    public async Task A_tenant_without_a_secret_of_its_own_shares_the_health_of_the_shared_one()
    {
        await using var secrets = await StartAsync(("Stage5:Secrets:k", SharedKey));
        await using var models = Models(secrets);
        _server.Default = new ScriptedReply { Status = 401, RawBody = "{}" };

        await Should.ThrowAsync<DispatchException>(() => TranslateAsync(models, "acme"));

        Plan(models, "demo").Candidates.ShouldHaveSingleItem().Reason.ShouldNotBeNull().ShouldStartWith("breaker open");
    }

    private async Task<SecretsHost> StartAsync((string Key, string Value) setting) => await new SecretsHost(
        null, ["k"], new()
        {
            [setting.Key] = setting.Value,
            ["Stage5:Secrets:Vaults:acme"] = _vault.Address.ToString(),
        }, _ => _vault.Client()).StartAsync();

    private TestModels Models(SecretsHost secrets) => new(
        secrets.Secrets,
        ("Models:Providers:apertium:Enabled", "false"),
        ("Models:Providers:remote:Kind", "OpenAICompatible"),
        ("Models:Providers:remote:Endpoint", _server.Endpoint.ToString()),
        ("Models:Providers:remote:Model", "tiny-1"),
        ("Models:Providers:remote:SecretName", "k"));

    private static RoutePlan Plan(TestModels models, string tenant) => models.Router.Plan(
        new Core.Models.Routing.RoutingContext(tenant, ModelCapabilities.Translate),
        new RouteNeeds(LanguageTag.Parse("en"), LanguageTag.Parse("es")));

    private static async Task TranslateAsync(TestModels models, string tenant)
    {
        var answer = await models.Services.GetRequiredService<ModelDispatcher>().RunAsync(
            Plan(models, tenant),
            (target, token) => models.Translator.TranslateAsync(
                target.Provider, "Hello there", "en", "es", tenant, token), new Observer(), Ct);
        answer.Call.Succeeded();
    }

    /// <summary>As the gauge says them.</summary>
    private static List<string> Breakers(TestModels models)
    {
        var board = models.Services.GetRequiredService<ModelHealthBoard>();
        return [.. board.Read().Select(one => $"{one.Provider} {one.Model} {one.Owner} "
            + $"{(one.Breaker == BreakerState.Open ? 2 : 0)}")];
    }
}
