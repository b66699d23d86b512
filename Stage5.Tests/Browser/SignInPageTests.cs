using Microsoft.Playwright;
using Stage5.Tests.Web;

namespace Stage5.Tests.Browser;

/// <summary>Signing in at a provider, in Chromium, with three real hosts.</summary>
public sealed class SignInPageTests
{
    [Fact]
    public async Task One_press_leads_to_the_provider_and_back_to_the_page_one_wanted()
    {
        await using var system = await SignInSystem.StartAsync(TestContext.Current.CancellationToken);
        await using var chromium = await Chromium.TakeAsync();
        var person = await chromium.OpenAsync(new Uri(system.Web.Urls.Single()));
        await Axe.PrepareAsync(person.Page);
        await person.Page.GotoAsync("/tasks");
        await Assertions.Expect(person.Page.Locator("#sign-in")).ToContainTextAsync("Sign in with 127.0.0.1");
        await person.TakePictureAsync("login", "provider");
        await Axe.ShouldPassAsync(person.Page);

        await person.Page.Locator("#sign-in").ClickAsync();

        await person.Page.WaitForURLAsync("**/tasks");
        await Assertions.Expect(person.Page.Locator(".account-name")).ToContainTextAsync("ana");
        await Assertions.Expect(person.Page.Locator(".account-name")).ToContainTextAsync("acme");
        // No script sees the session.
        (await person.Page.EvaluateAsync<string>("document.cookie")).ShouldNotContain("stage5.session");
        person.Complaints.ShouldBeEmpty();
    }
}
