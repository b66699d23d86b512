using Microsoft.Playwright;
using Stage5.Tests.Web;

namespace Stage5.Tests.Browser;

/// <summary>A person in front of the dashboard of a scripted API.</summary>
internal sealed class Desk : IAsyncDisposable
{
    private readonly Chromium _chromium;
    private readonly WebHost _web;

    private Desk(Chromium chromium, WebHost web, Person person) => (_chromium, _web, Person) = (chromium, web, person);

    public ScriptedApi Api => _web.Api;

    public Person Person { get; }

    public IPage Page => Person.Page;

    public ILocator Main => Page.Locator("#main");

    public static async Task<Desk> SitDownAsync(
        CancellationToken ct, ForcedColors? forced = null, params string[] permissions)
    {
        var chromium = await Chromium.TakeAsync();
        var web = await WebHost.StartAsync(ct);
        web.Api.Caller = web.Api.Caller with { Permissions = [.. ScriptedApi.Everything, .. permissions] };
        var person = await chromium.OpenAsync(web.Address, forced);
        await Axe.PrepareAsync(person.Page);
        await person.Page.GotoAsync($"/login?code={ScriptedApi.GoodCode}");
        return new(chromium, web, person);
    }

    /// <summary>One path of the API fails from now on; null: none does.</summary>
    public void Fail(string? path, int status = 503, string code = "store_unavailable", string said = "The store does not answer.") =>
        Api.Intercept = path is null ? null : async http =>
        {
            if (http.Request.Path != path) return false;
            await ScriptedApi.Fail(status, code, said, "Try again in a few seconds.").ExecuteAsync(http);
            return true;
        };

    /// <summary>
    /// Pictures at full width, as on a telephone, and at 200 %; nothing may be cut off at the side. Both schemes at full
    /// width: how wide something is does not depend on its colours.
    /// </summary>
    public async Task TakePicturesAsync(string page, string state = "data")
    {
        await TakeWidthsAsync(page, state);
        await Person.InBothSchemesAsync(scheme =>
            scheme == "light" ? Axe.ShouldPassAsync(Page) : Axe.ContrastShouldPassAsync(Page));
    }

    /// <summary>The same in light alone, for what is about words.</summary>
    public async Task TakePicturesOfWordsAsync(string page, string state)
    {
        await TakeWidthsAsync(page, state, dark: false);
        await Axe.ShouldPassAsync(Page);
    }

    private async Task TakeWidthsAsync(string page, string state, bool dark = true)
    {
        foreach (var (suffix, width, height) in new[] { ("", 1280, 1500), ("-narrow", 400, 2400), ("-zoomed", 640, 1800) })
        {
            await Page.SetViewportSizeAsync(width, height);
            if (dark && suffix.Length == 0)
                await Person.TakePictureAsync(page, state);
            else
                await Person.TakeLightPictureAsync(page, state + suffix);
            (await Page.EvaluateAsync<int>("document.documentElement.scrollWidth")).ShouldBeLessThanOrEqualTo(width, suffix);
        }

        await Page.SetViewportSizeAsync(1280, 800);
    }

    public async ValueTask DisposeAsync()
    {
        await _chromium.DisposeAsync();
        await _web.DisposeAsync();
    }
}
