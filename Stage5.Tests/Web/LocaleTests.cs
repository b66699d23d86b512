extern alias web;

using System.Net;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using Stage5.Contracts;

namespace Stage5.Tests.Web;

/// <summary>Which language a person gets.</summary>
public sealed partial class LocaleTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(null, null, "en")]
    [InlineData(null, "ja", "ja")]
    [InlineData(null, "ja-JP,en;q=0.5", "ja")]
    [InlineData(null, "fr,es-MX;q=0.8,en;q=0.5", "es")]
    [InlineData(null, "en;q=0.2,es;q=0.9", "es")]
    [InlineData(null, "es;q=0,ja;q=0.1", "ja")]
    [InlineData(null, "zh-CN", "zh-Hans")]
    [InlineData(null, "zh", "zh-Hans")]
    [InlineData(null, "zh-SG,en", "zh-Hans")]
    [InlineData(null, "zh-TW,en", "en")]
    [InlineData(null, "fr", "en")]
    [InlineData(null, "*", "en")]
    [InlineData(null, "x-nonsense, ,;;q=9", "en")]
    [InlineData("ja", "es", "ja")]
    [InlineData("JA", "es", "ja")]
    [InlineData("xx", "es", "es")]
    [InlineData("../en", null, "en")]
    public async Task The_language_is_the_chosen_one_else_the_browsers_else_English(
        string? cookie, string? asked, string locale)
    {
        await using var web = await WebHost.StartAsync(Ct);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/login");
        request.Headers.Accept.ParseAdd("text/html");
        if (cookie is not null) request.Headers.Add("Cookie", $"stage5.locale={cookie}");
        if (asked is not null) request.Headers.TryAddWithoutValidation("Accept-Language", asked);
        using var response = await web.Visit().SendAsync(request, Ct);

        (await response.Content.ReadAsStringAsync(Ct)).ShouldContain($"<html lang=\"{locale}\"");
    }

    [Fact]
    public async Task The_modules_get_the_texts_of_the_page_and_may_keep_them_for_ever()
    {
        await using var web = await WebHost.StartAsync(Ct);
        using var request = Asking("/login", "ja");
        using var page = await web.Visit().SendAsync(request, Ct);
        var address = Address().Match(await page.Content.ReadAsStringAsync(Ct)).Groups["address"].Value;
        using var response = await web.Visit().GetAsync(address, Ct, "application/json");

        address.ShouldStartWith("/texts/ja.json?v=");
        response.Headers.CacheControl!.ToString().ShouldContain("immutable");
        var catalog = await response.Content.ReadFromJsonAsync<CatalogView>(Ct);
        catalog!.Locale.ShouldBe("ja");
        catalog.Texts["home.title"].ShouldBe("ホーム");
    }

    [Fact]
    public async Task Texts_of_an_older_address_are_asked_for_again()
    {
        await using var web = await WebHost.StartAsync(Ct);
        using var first = await web.Visit().GetAsync("/texts/es.json?v=0123456789abcdef", Ct, "application/json");
        first.Headers.CacheControl!.ToString().ShouldBe("no-cache");

        using var request = new HttpRequestMessage(HttpMethod.Get, "/texts/es.json");
        request.Headers.IfNoneMatch.Add(first.Headers.ETag!);
        using var second = await web.Visit().SendAsync(request, Ct);
        second.StatusCode.ShouldBe(HttpStatusCode.NotModified);
    }

    [Theory]
    [InlineData("/texts/fr.json")]
    [InlineData("/texts/zh.json")]
    [InlineData("/texts/Shell.json")]
    public async Task Texts_of_a_language_that_is_not_written_do_not_exist(string path)
    {
        await using var web = await WebHost.StartAsync(Ct);
        using var response = await web.Visit().GetAsync(path, Ct, "application/json");
        response.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_problem_is_said_by_its_code_in_the_language_and_by_the_API_in_English()
    {
        await using var web = await WebHost.StartAsync(Ct);
        web.Api.Intercept = async http =>
        {
            if (http.Request.Path != "/api/metadata") return false;
            await ScriptedApi.Fail(503, "store_unavailable", "The store said 42.", "Wait.").ExecuteAsync(http);
            return true;
        };

        (await PageAsync(web, "en")).ShouldContain("The store said 42.");
        web.Api.Reset();
        var spanish = await PageAsync(web, "es");
        spanish.ShouldContain("El almacén no responde");
        spanish.ShouldNotContain("The store said 42.");
    }

    [Fact]
    public async Task A_problem_without_a_text_of_its_own_is_said_as_the_API_says_it()
    {
        await using var web = await WebHost.StartAsync(Ct);
        web.Api.Intercept = async http =>
        {
            if (http.Request.Path != "/api/metadata") return false;
            await ScriptedApi.Fail(503, "brand_new", "Nobody knows this yet.", "Wait.").ExecuteAsync(http);
            return true;
        };

        (await PageAsync(web, "ja")).ShouldContain("Nobody knows this yet.");
    }

    private static async Task<string> PageAsync(WebHost web, string locale)
    {
        var visitor = await web.SignInAsync(Ct);
        using var request = Asking("/translate", locale);
        using var response = await visitor.SendAsync(request, Ct);
        return WebUtility.HtmlDecode(await response.Content.ReadAsStringAsync(Ct));
    }

    private static HttpRequestMessage Asking(string path, string locale) =>
        new(HttpMethod.Get, path) { Headers = { { "Accept", "text/html" }, { "Accept-Language", locale } } };

    [GeneratedRegex("""href="(?<address>/texts/[^"]+)" as="fetch""", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Address();
}
