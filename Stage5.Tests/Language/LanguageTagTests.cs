using Stage5.Core.Language;

namespace Stage5.Tests.Language;

public sealed class LanguageTagTests
{
    [Theory]
    [InlineData("EN", "en")]
    [InlineData("eng", "en")]
    [InlineData("pt_br", "pt-BR")]
    [InlineData("spa-mx", "es-MX")]
    [InlineData("zh-hant-tw", "zh-Hant-TW")]
    [InlineData("cat_valencia", "ca-valencia")]
    [InlineData("es-419", "es-419")]
    [InlineData("ast", "ast")]
    [InlineData("arg", "an")]
    public void A_tag_takes_its_canonical_form(string given, string canonical) =>
        LanguageTag.Parse(given).Value.ShouldBe(canonical);

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("e")]
    [InlineData("engl")]
    [InlineData("en-")]
    [InlineData("en-x")]
    [InlineData("en-US-GB")]
    [InlineData("cat_valencia_uni")]
    [InlineData("1a")]
    public void What_is_not_a_tag_is_refused(string? given) => LanguageTag.TryParse(given, out _).ShouldBeFalse();

    [Theory]
    [InlineData("es-MX", "es-MX,es")]
    [InlineData("es", "es")]
    [InlineData("ca-ES-valencia", "ca-ES-valencia,ca-ES,ca")]
    [InlineData("zh-Hant-TW", "zh-Hant-TW,zh-Hant")]
    public void Regions_and_variants_fall_back_but_scripts_do_not(string given, string fallbacks) =>
        string.Join(',', LanguageTag.Parse(given).Fallbacks()).ShouldBe(fallbacks);

    [Theory]
    [InlineData("en-US", true)]
    [InlineData("pt-BR", true)]
    [InlineData("ca-valencia", true)]
    [InlineData("ca-iec2017", false)]
    [InlineData("en-ZZ", false)]
    public void The_platform_says_which_regions_and_variants_exist(string given, bool known) =>
        LanguageTag.Parse(given).IsKnown().ShouldBe(known);

    [Fact]
    public void A_tag_has_names()
    {
        LanguageTag.Parse("spa").EnglishName.ShouldBe("Spanish");
        LanguageTag.Parse("es").NativeName.ShouldBe("español");
        LanguageTag.Parse("pt-BR").EnglishName.ShouldBe("Portuguese (Brazil)");
        LanguageTag.Parse("ca-valencia").EnglishName.ShouldBe("Catalan (valencia)");
        LanguageTag.Parse("qqq").EnglishName.ShouldBe("qqq");
    }
}
