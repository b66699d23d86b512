using System.Net;
using System.Net.Http.Json;
using Stage5.Contracts;

namespace Stage5.Tests.Api;

public sealed class LocalizationTests(ApiInMemory api) : IClassFixture<ApiInMemory>
{
    private static readonly string[] Written = ["en", "es", "ja", "zh-Hans"];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_languages_listed_are_those_with_resource_files()
    {
        var files = Directory.GetFiles(Repository.PathOf("Stage5.Contracts", "Texts"), "*.resx")
            .Select(file => Path.GetFileName(file).Split('.'))
            .Select(parts => parts.Length == 4 ? parts[2] : "en").Distinct(StringComparer.Ordinal);
        using var client = api.ClientOf("user");
        var locales = (await client.GetFromJsonAsync<LocaleView[]>("/api/localization/locales", Ct))!;

        locales.Select(one => one.Locale).ShouldBe(files, ignoreOrder: true);
        locales.ShouldAllBe(one => one.Complete);
        locales[0].ShouldBe(new("en", "English", "English", Complete: true));
        locales.ShouldContain(one => one.Locale == "ja" && one.Name == "Japanese" && one.NativeName == "日本語");
    }

    [Fact]
    public async Task A_catalog_has_every_text_and_is_sent_again_only_when_it_changed()
    {
        using var client = api.ClientOf("user");
        var english = await client.GetFromJsonAsync<CatalogView>("/api/localization/catalog/en", Ct);
        foreach (var locale in Written)
        {
            using var first = await client.GetAsync($"/api/localization/catalog/{locale}", Ct);
            var catalog = await first.Content.ReadFromJsonAsync<CatalogView>(Ct);
            catalog!.Locale.ShouldBe(locale);
            catalog.Texts.Keys.ShouldBe(english!.Texts.Keys, ignoreOrder: true);

            using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/localization/catalog/{locale}");
            request.Headers.IfNoneMatch.Add(first.Headers.ETag!);
            using var second = await client.SendAsync(request, Ct);
            second.StatusCode.ShouldBe(HttpStatusCode.NotModified);
            (await second.Content.ReadAsByteArrayAsync(Ct)).ShouldBeEmpty();
        }
    }

    [Fact]
    public async Task The_catalogs_of_two_languages_have_different_tags()
    {
        using var client = api.ClientOf("user");
        var tags = new HashSet<string>(StringComparer.Ordinal);
        foreach (var locale in Written)
        {
            using var response = await client.GetAsync($"/api/localization/catalog/{locale}", Ct);
            tags.Add(response.Headers.ETag!.Tag);
        }

        tags.Count.ShouldBe(Written.Length);
    }

    [Theory]
    [InlineData("fr")]
    [InlineData("zh-Hant")]
    [InlineData("zh")]
    [InlineData("Shell")]
    [InlineData("..%2F..%2Fappsettings")]
    public async Task A_language_that_is_not_written_is_not_found_and_those_that_are_are_named(string locale)
    {
        using var client = api.ClientOf("user");
        using var response = await client.GetAsync($"/api/localization/catalog/{locale}", Ct);
        var problem = await response.ShouldBeProblemAsync(404, "locale_not_found");

        foreach (var written in Written) problem.Next!.ShouldContain(written);
    }
}
