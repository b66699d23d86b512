using Stage5.Core.Language.Glossaries;
using static Stage5.Tests.Language.Glossaries.Terms;

namespace Stage5.Tests.Language.Glossaries;

public sealed class MatchingTests
{
    [Theory]
    [InlineData("I am replying to your reply.", "reply", "reply")]
    [InlineData("replying", "reply", "")]
    [InlineData("unreply re-reply reply's", "reply", "reply,reply")]
    [InlineData("reply_to reply2 3reply", "reply", "")]
    [InlineData("REPLY Reply", "reply", "REPLY,Reply")]
    [InlineData("l'école, école", "école", "école,école")]
    [InlineData("cafe\u0301 and café", "café", "cafe\u0301,café")]
    [InlineData("cafe\u0301", "cafe", "")]
    [InlineData("ΟΔΟΣ οδός οδος", "οδος", "ΟΔΟΣ,οδος")]
    [InlineData("договоры договор", "договор", "договор")]
    [InlineData("کتاب‌ها کتاب", "کتاب", "کتاب")]
    [InlineData("हिन्दी हिन्दीभाषा", "हिन्दी", "हिन्दी")]
    [InlineData("请打开服务器设置", "服务器", "服务器")]
    [InlineData("ฉันใช้เซิร์ฟเวอร์ใหม่", "เซิร์ฟเวอร์", "เซิร์ฟเวอร์")]
    [InlineData("パンダはパンを食べる", "パン", "パン")]
    [InlineData("私はiPhoneを使う", "iPhone", "iPhone")]
    [InlineData("서버를 껐다. 웹서버도", "서버", "서버")]
    [InlineData("API를 본다", "API", "API")]
    [InlineData("C++ and C", "C++", "C++")]
    [InlineData("(a+)+$ costs $HOME", "$HOME", "$HOME")]
    [InlineData("aaa a+ .*", "a+", "a+")]
    [InlineData("aaa a+ .*", ".*", ".*")]
    [InlineData("version 1.5 of 1", "1", "1")]
    [InlineData("re\u00ADply reply\u200Bing", "reply", "reply")]
    [InlineData("𝒳term term𐐨 𐐀𐐁", "𐐨𐐩", "𐐀𐐁")]
    public void A_term_stands_between_word_boundaries_of_its_script(string text, string term, string found) =>
        string.Join(',', Words(text, Of(term))).ShouldBe(found);

    [Theory]
    [InlineData("See https://reply.example/reply and reply", 1)]
    [InlineData("`reply` ```reply``` {reply} {{reply_1}} {{email_1}} %{reply}", 0)]
    [InlineData("@reply <at>reply</at> <reply> reply@example.com", 0)]
    [InlineData("reply {{email_1}} reply", 2)]
    [InlineData("\0reply \uD800 `reply` reply\0", 2)]
    public void Nothing_is_found_where_the_text_is_not_language(string text, int times)
    {
        var found = Find(text, Of("reply"), Of("email_1"), Of("email"));

        found.Count.ShouldBe(times);
        found.ShouldAllBe(one => text.Substring(one.Start, one.Length) == "reply");
    }

    [Fact]
    public void The_longest_of_overlapping_terms_stands_and_of_equals_the_leftmost()
    {
        Words("the machine learning model", Of("machine"), Of("machine learning"), Of("learning model"))
            .ShouldBe(["machine learning"]);
        Words("a b c d e", Of("a b"), Of("b c d e"), Of("a")).ShouldBe(["a", "b c d e"]);
        Words("one two one", Of("one two"), Of("two one")).ShouldBe(["one two"]);
        Words("服务器端", Of("服务"), Of("服务器"), Of("器端")).ShouldBe(["服务器"]);
    }

    [Fact]
    public void A_forced_term_is_not_covered_by_a_longer_one() =>
        Words("our Contoso Cloud is", Of("Contoso", flags: TermFlags.Forced), Of("Contoso Cloud"), Of("Cloud is"))
            .ShouldBe(["Contoso", "Cloud is"]);

    [Fact]
    public void A_longer_term_that_does_not_apply_hides_nothing() =>
        Words("New York times", Of("New York Times", flags: TermFlags.CaseSensitive), Of("york"))
            .ShouldBe(["York"]);

    [Theory]
    [InlineData("reply replies replying replyings", "reply", "reply,replying")]
    [InlineData("Kunde Kunden Kundendienst", "Kunde", "Kunde,Kunden")]
    [InlineData("договор договором", "договор", "договор,договором")]
    [InlineData("cat catalog", "cat", "cat")]
    [InlineData("服务器设置", "服务器", "服务器")]
    public void An_inflected_term_has_up_to_three_letters_more(string text, string term, string found) =>
        string.Join(',', Words(text, Of(term, flags: TermFlags.Inflection))).ShouldBe(found);

    [Fact]
    public void Case_and_parts_of_words_are_for_the_entry_to_say()
    {
        Words("IT is it", Of("IT", flags: TermFlags.CaseSensitive)).ShouldBe(["IT"]);
        Words("replying unreply", Of("reply", flags: TermFlags.PartOfWord)).ShouldBe(["reply", "reply"]);
        Words("cafe\u0301s", Of("café", flags: TermFlags.PartOfWord | TermFlags.CaseSensitive))
            .ShouldBe(["cafe\u0301"]);
    }

    [Theory]
    [InlineData("en-US", "es-MX", "en>es,en-US>es-MX,*>es,en>*")]
    [InlineData("en", "es", "en>es,*>es,en>*")]
    [InlineData("en-GB", "es", "en>es,*>es,en>*")]
    [InlineData("en", "zh-TW", "en>zh-Hant,en>*")]
    [InlineData("en", "zh-Hans", "en>zh-Hans,en>*")]
    [InlineData("es", "en", "")]
    public void A_pair_serves_its_regions_and_not_the_other_way(string source, string target, string served)
    {
        string[] pairs = ["en>es", "en-US>es-MX", "*>es", "en>*", "en>zh-Hant", "en>zh-Hans", "fr>es"];
        var filter = new Core.Language.Glossaries.Matching.TermFilter(Query("", source, target));

        pairs.Where(pair => filter.Allows(Of("x", source: pair.Split('>')[0], to: pair.Split('>')[1])))
            .ShouldBe(served.Split(',', StringSplitOptions.RemoveEmptyEntries), ignoreOrder: true);
    }

    [Fact]
    public void A_hostile_text_takes_no_more_room_and_time_than_a_long_one()
    {
        var entries = Enumerable.Range(1, 200)
            .Select(n => Of(new string('啊', n), flags: TermFlags.PartOfWord)).ToArray();
        var text = new string('啊', 50_000);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var clock = System.Diagnostics.Stopwatch.StartNew();

        var found = Find(text, entries);

        found.Count.ShouldBe(250);
        found.ShouldAllBe(one => one.Length == 200);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(32 * 1024 * 1024);
        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(20));
    }
}
