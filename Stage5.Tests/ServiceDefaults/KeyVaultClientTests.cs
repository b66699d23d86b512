#if !USE_ASPIRE
using System.Net;
using System.Net.Http.Json;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Security.KeyVault.Secrets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Stage5.ServiceDefaults;

namespace Stage5.Tests.ServiceDefaults;

public sealed class KeyVaultClientTests
{
    [Theory]
    [InlineData(200, HealthStatus.Healthy, "The vault answers.")]
    [InlineData(404, HealthStatus.Healthy, "The vault answers.")]
    [InlineData(403, HealthStatus.Unhealthy, "The vault refuses with status 403.")]
    public async Task The_vaults_answer_is_its_health(int status, HealthStatus expected, string description)
    {
        var result = await CheckAsync(_ => new HttpResponseMessage((HttpStatusCode)status)
        {
            Content = JsonContent.Create(
                new { value = "x", id = "https://v.vault.azure.net/secrets/stage5-health/1" }),
        });
        result.Status.ShouldBe(expected);
        result.Description.ShouldBe(description);
    }

    [Fact]
    public async Task A_vault_out_of_reach_is_unhealthy_without_its_address()
    {
        var result = await CheckAsync(_ => throw new HttpRequestException("v.vault.azure.net: no such host"));
        result.Status.ShouldBe(HealthStatus.Unhealthy);
        result.Description.ShouldBe("The vault cannot be reached.");
    }

    [Fact]
    public async Task The_client_is_made_for_the_vault_in_the_connection_string()
    {
        var builder = TestHost.Builder(("ConnectionStrings:secrets", "https://v.vault.azure.net/"));
        builder.AddAzureKeyVaultClient("secrets", settings => settings.Credential = new FixedCredential());
        await using var app = builder.Build();
        app.Services.GetRequiredService<SecretClient>().VaultUri.Host.ShouldBe("v.vault.azure.net");
    }

    [Theory]
    [InlineData("")]
    [InlineData("http://v.vault.azure.net/")]
    public async Task A_vault_without_an_https_address_is_refused(string address)
    {
        var builder = TestHost.Builder(("ConnectionStrings:secrets", address));
        builder.AddAzureKeyVaultClient("secrets");
        await using var app = builder.Build();
        Should.Throw<InvalidOperationException>(() => app.Services.GetRequiredService<SecretClient>())
            .Message.ShouldContain("ConnectionStrings:secrets");
    }

    private static Task<HealthCheckResult> CheckAsync(Func<HttpRequestMessage, HttpResponseMessage> answer)
    {
        var options = new SecretClientOptions
        {
            Transport = new HttpClientTransport(new ScriptedVault(answer)),
            Retry = { MaxRetries = 0 },
        };
        var check = new KeyVaultHealthCheck(
            new SecretClient(new Uri("https://v.vault.azure.net/"), new FixedCredential(), options));
        var registration = new HealthCheckRegistration("secrets", check, HealthStatus.Unhealthy, tags: null);
        return check.CheckHealthAsync(
            new HealthCheckContext { Registration = registration }, TestContext.Current.CancellationToken);
    }

    // The vault's first answer says where to get a token, as Key Vault does.
    private sealed class ScriptedVault(Func<HttpRequestMessage, HttpResponseMessage> answer) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(request.Headers.Authorization is null ? Challenge() : answer(request));

        protected override HttpResponseMessage Send(
            HttpRequestMessage request, CancellationToken cancellationToken) =>
            request.Headers.Authorization is null ? Challenge() : answer(request);

        private static HttpResponseMessage Challenge()
        {
            var response = new HttpResponseMessage(HttpStatusCode.Unauthorized);
            response.Headers.TryAddWithoutValidation(
                "WWW-Authenticate",
                "Bearer authorization=\"https://login.windows.net/00000000-0000-0000-0000-000000000001\", "
                + "resource=\"https://vault.azure.net\"");
            return response;
        }
    }

    private sealed class FixedCredential : TokenCredential
    {
        private static readonly AccessToken Token = new("token", DateTimeOffset.MaxValue);

        public override AccessToken GetToken(
            TokenRequestContext requestContext, CancellationToken cancellationToken) => Token;

        public override ValueTask<AccessToken> GetTokenAsync(
            TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            ValueTask.FromResult(Token);
    }
}
#endif
