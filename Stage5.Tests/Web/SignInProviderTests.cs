extern alias web;

using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using NSubstitute;
using web::Stage5.Web.SignIn;

namespace Stage5.Tests.Web;

public sealed class SignInProviderTests
{
    private const string Right =
        """{"authorization_endpoint":"https://login.example.com/a","token_endpoint":"https://login.example.com/t"}""";

    [Theory]
    [InlineData("Hello")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"authorization_endpoint":"https://login.example.com/a"}""")]
    [InlineData("""{"authorization_endpoint":"https://login.example.com/a","token_endpoint":5}""")]
    [InlineData("""{"authorization_endpoint":"http://login.example.com/a","token_endpoint":"https://login.example.com/t"}""")]
    [InlineData("""{"authorization_endpoint":"javascript:alert(1)","token_endpoint":"https://login.example.com/t"}""")]
    [InlineData("""{"authorization_endpoint":"https://a:b@login.example.com/a","token_endpoint":"https://login.example.com/t"}""")]
    public async Task A_document_that_leads_nowhere_safe_is_not_believed(string document)
    {
        await Should.ThrowAsync<HttpRequestException>(() => FindAsync(document));
        await Should.ThrowAsync<HttpRequestException>(() => FindAsync(Right + new string(' ', 64 * 1024)));

        (await FindAsync(Right)).Token.ShouldBe(new Uri("https://login.example.com/t"));
    }

    private static async Task<SignInAddresses> FindAsync(string document)
    {
        var environment = Substitute.For<IHostEnvironment>();
        environment.EnvironmentName.Returns(Environments.Production);
        var services = new ServiceCollection();
        services.AddHttpClient(SignInProvider.ClientName).ConfigurePrimaryHttpMessageHandler(() => new Answer(document));
        await using var provider = services.BuildServiceProvider();
        var settings = new SignInSettings { Authority = new Uri("https://login.example.com") };
        return await new SignInProvider(
            provider.GetRequiredService<IHttpClientFactory>(), settings, environment, TimeProvider.System)
            .FindAsync(TestContext.Current.CancellationToken);
    }

    private sealed class Answer(string document) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(document) });
    }
}
