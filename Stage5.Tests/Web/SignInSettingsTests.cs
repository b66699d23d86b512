extern alias web;

using web::Stage5.Web.SignIn;

namespace Stage5.Tests.Web;

public sealed class SignInSettingsTests
{
    [Theory]
    [InlineData("", "id", "name", "Authority is missing")]
    [InlineData("http://127.0.0.1:1", "id", "name", "must be an https address")]
    [InlineData("https://login.example.com", "", "name", "ClientId is missing")]
    [InlineData("https://login.example.com", "id", "", "the name of the secret, not its value")]
    public void What_is_wrong_is_said_in_a_sentence_that_names_the_key(
        string authority, string id, string secret, string said) =>
        new SignInSettings
        {
            Authority = authority.Length == 0 ? null : new Uri(authority),
            ClientId = id,
            ClientSecret = secret,
        }.Errors(development: false).ShouldHaveSingleItem().ShouldContain(said);

    [Fact]
    public void Nothing_configured_and_everything_configured_are_right()
    {
        new SignInSettings().Errors(development: false).ShouldBeEmpty();
        var settings = new SignInSettings { Authority = new Uri("https://login.example.com"), ClientId = "id", ClientSecret = "name" };
        settings.Errors(development: false).ShouldBeEmpty();
        settings.Token = "refresh_token";
        settings.Errors(development: false).ShouldHaveSingleItem().ShouldContain("Token must be");
    }
}
