using Stage5.Core.Recall.Lexical;

namespace Stage5.Tests.Recall;

public sealed class TokenizerTests
{
    [Theory]
    [InlineData("Café, CAFÉ!", "cafe cafe")]
    [InlineData("Straße STRASSE", "strasse strasse")]
    [InlineData("Ærøskøbing Łódź", "aeroskobing lodz")]
    [InlineData("l'hôtel d'été", "l hotel d ete")]
    [InlineData("at 14:30, 3.5 kg or 1,200.", "at 14:30 3.5 kg or 1,200")]
    [InlineData("OPS-2291 v5.18.2", "ops 2291 v5.18.2")]
    [InlineData("Привет, Ёлка", "привет елка")]
    [InlineData("ＦＵＬＬ ﬁne", "full fine")]
    [InlineData("东京大学", "东京 京大 大学")]
    [InlineData("買った?", "買っ った")]
    [InlineData("がか", "がか")]
    [InlineData("회의실", "회의 의실")]
    [InlineData("水", "水")]
    [InlineData("iPhone手机A", "iphone 手机 a")]
    [InlineData("हिन्दी भाषा", "हिन्दी भाषा")]
    [InlineData("\ud83d\ude00 \ud83d --- \0", "")]
    public void A_text_of_any_script_is_cut_into_terms(string text, string terms) =>
        string.Join(' ', Tokenizer.Terms(text).Where(term => !Tokenizer.IsStem(term))).ShouldBe(terms);

    [Fact]
    public void Thai_is_cut_into_pairs_that_keep_their_vowels()
    {
        var terms = Tokenizer.Terms("สวัสดี");
        terms.Count.ShouldBe(5);
        terms.ShouldAllBe(term => term.Length == 2);
    }

    [Fact]
    public void Forms_of_a_word_share_a_term()
    {
        foreach (var (one, other) in new[] { ("labelled", "labels"), ("reservó", "reservas"),
            ("bezahlte", "bezahlen") })
            Tokenizer.Terms(one).Intersect(Tokenizer.Terms(other)).ShouldNotBeEmpty();
    }

    [Fact]
    public void A_million_characters_without_a_space_are_one_short_term()
    {
        var terms = Tokenizer.Terms(new string('x', 1_000_000));
        terms.ShouldAllBe(term => term.Length <= 48);
        terms.Count.ShouldBe(2);
    }
}
