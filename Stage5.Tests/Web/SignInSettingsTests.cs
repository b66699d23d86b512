extern alias web;

using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using NSubstitute;
using Stage5.ServiceDefaults;
using web::Stage5.Web.SignIn;

namespace Stage5.Tests.Web;

public sealed class SignInSettingsTests
{
    private static readonly (string Key, string Value)[] Right =
        [("Authority", "https://login.example.com"), ("ClientId", "id"), ("ClientSecret", "name")];

    [Theory]
    [InlineData("Authority", "", "Authority is missing")]
    [InlineData("Authority", "http://127.0.0.1:1", "must be an https address")]
    [InlineData("Authority", "login.example.com", "must be an https address")]
    [InlineData("Authority", "https://ana:word@login.example.com", "must be an https address")]
    [InlineData("ClientId", "", "ClientId is missing")]
    [InlineData("ClientSecret", "", "the name of the secret, not its value")]
    [InlineData("Token", "refresh_token", "Token must be")]
    public void What_is_wrong_is_said_in_a_sentence_that_names_the_key(string key, string value, string said)
    {
        var message = Errors([.. Right.Where(one => one.Key != key), (key, value)]).ShouldHaveSingleItem();

        message.ShouldStartWith($"Stage5:Web:SignIn:{key} ");
        message.ShouldContain(said);
    }

    [Fact]
    public void Nothing_configured_and_everything_configured_are_right()
    {
        Errors().ShouldBeEmpty();
        Errors(Right).ShouldBeEmpty();
        Errors([.. Right, ("Token", "access_token")]).ShouldBeEmpty();
        SignInSettings.Read(Configuration([])).IsConfigured.ShouldBeFalse();
        var settings = SignInSettings.Read(Configuration([.. Right, ("Token", "access_token")]));
        (settings.Authority, settings.ClientId, settings.ClientSecret, settings.Scopes, settings.Token).ShouldBe(
            (new Uri("https://login.example.com"), "id", "name", "openid profile", "access_token"));
    }

    private static string[] Errors(params (string Key, string Value)[] settings)
    {
        var environment = Substitute.For<IHostEnvironment>();
        environment.EnvironmentName.Returns(Environments.Production);
        return [.. new SignInRule(environment).Errors(Configuration(settings))];
    }

    private static IConfiguration Configuration((string Key, string Value)[] settings) => new ConfigurationBuilder()
        .AddInMemoryCollection(settings.Select(one => KeyValuePair.Create($"Stage5:Web:SignIn:{one.Key}", (string?)one.Value)))
        .Build();
}
