using System.Diagnostics;
using System.Globalization;
using Stage5.Core.Language;
using Stage5.Core.Language.Segmentation;

namespace Stage5.Tests.Language;

public sealed class TextSegmentsTests
{
    // Scripts, separators, what must not be cut, and what people and machines do to texts.
    private static readonly string[] Bricks =
    [
        "word", "Sentence one.", "Really?", "Wow!", "e.g.", "3.14", "Dr.", "今日は良い天気です。", "「本当？」", "你好，世界！",
        "سلام دنیا۔", "كيف حالك؟", "नमस्ते दुनिया।", "สวัสดีครับ", "안녕하세요.", "Привет.", "e\u0301\u0302", "👩‍👩‍👧‍👦",
        "🇪🇸", "नि", "각", " ", "  ", "\t", "\n", "\r\n", "\n\n", "\r\n\r\n", "\u2028", "\u2029", "\u00A0", "\u200B",
        "\u200D", "\u200F", "\0", "\uD83D", "\uDC4D", "{name}", "{{email_1}}", "https://a.example/x.y?z=1",
        "`a b. c`", "```\ncode. here\n\nmore\n```", "<at id=\"1\">Ana B</at>", "@bob.smith", "<b>", "%1$s", "((((",
        "))))", "…", "...", "؛", "、",
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(40)]
    [InlineData(300)]
    public void Segments_of_any_text_join_to_it_and_part_nothing_that_belongs_together(int most)
    {
        var random = new Random(most);
        for (var round = 0; round < 400; round++)
        {
            var text = string.Concat(random.GetItems(Bricks, random.Next(1, 120)));
            Check(text, most);
        }
    }

    [Theory]
    [InlineData("paragraphs", 24, "One two. Three four.\n\n", "Five six seven eight.")]
    [InlineData("sentences", 24, "One two three. ", "Four five six seven.")]
    [InlineData("lines", 24, "one two three four\n", "five six seven eight")]
    [InlineData("spaces", 24, "one two three ", "four five six")]
    [InlineData("Japanese", 12, "今日は良い天気です。", "「本当ですか。」", "そうです。明日も晴れ。")]
    [InlineData("Arabic", 20, "كيف حالك اليوم؟ ", "أنا بخير شكرا لك.")]
    [InlineData("Hindi", 20, "आज मौसम अच्छा है। ", "कल भी अच्छा रहेगा।")]
    [InlineData("Thai", 20, "วันนี้อากาศดีมาก ", "พรุ่งนี้ก็คงจะดี")]
    [InlineData("abbreviations", 30, "It is good. ", "We met Dr. Who at 3. Straße.")]
    [InlineData("numbers", 24, "That is so. ", "It is 3.14159 metres.")]
    [InlineData("what goes on", 24, "So it is. ", "Well... perhaps not so.")]
    [InlineData("quotes", 24, "\"Is it so?\" ", "She asked him again.")]
    public void Texts_are_cut_at_the_best_place(string what, int most, params string[] segments) =>
        TextSegments.Split(string.Concat(segments), most).ShouldBe(segments, what);

    [Fact]
    public void A_protected_piece_longer_than_a_segment_stands_alone()
    {
        var code = "```\n" + new string('x', 100) + ". And on.\n\n```";
        TextSegments.Split("Before it. " + code + "\n\nAfter it.", 30)
            .ShouldBe(["Before it. ", code, "\n\nAfter it."]);
    }

    [Fact]
    public void One_character_under_very_many_marks_is_not_parted()
    {
        var marks = "a" + new string('\u0301', 50_000);
        TextSegments.Split("b " + marks + " c", 5000).ShouldBe(["b ", marks, " c"]);
    }

    [Fact]
    public void Segments_are_of_about_one_size()
    {
        var text = string.Concat(Enumerable.Repeat("Eleven two. ", 1000));
        var segments = TextSegments.Split(text);
        segments.Count.ShouldBe(3);
        segments.ShouldAllBe(segment => segment.Length >= 3990 && segment.Length <= 4020);
    }

    [Fact]
    public void Nothing_has_no_segments_and_a_short_text_is_one()
    {
        TextSegments.Split("").ShouldBeEmpty();
        TextSegments.Split("a\0\uD83Db").ShouldBe(["a\uFFFDb"]);
    }

    [Theory]
    [InlineData("(")]
    [InlineData("a")]
    [InlineData("\u0301")]
    [InlineData(" ")]
    [InlineData("\n")]
    [InlineData("」")]
    [InlineData("。")]
    [InlineData("a. ")]
    [InlineData("{{email_1}}")]
    [InlineData("👩‍👩‍👧‍👦")]
    [InlineData("{")]
    [InlineData("字")]
    public void Hostile_repetition_costs_little(string repeated)
    {
        var text = string.Concat(Enumerable.Repeat(repeated, 50_000 / repeated.Length));
        var watch = Stopwatch.StartNew();
        Check(text, 5000);
        Check(text, 17);
        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(4));
    }

    private static void Check(string text, int most)
    {
        var found = ProtectedText.Find(text);
        var segments = TextSegments.Split(text, most);

        string.Concat(segments).ShouldBe(found.Text);
        segments.ShouldNotContain("");
        var allowed = Allowed(found);
        var at = 0;
        foreach (var segment in segments)
        {
            allowed[at].ShouldBeTrue($"cut at {at} of {text}");
            if (segment.Length > most)
                Enumerable.Range(at + 1, segment.Length - 1)
                    .ShouldNotContain(i => allowed[i], "it could have been cut");
            at += segment.Length;
        }
    }

    // Said anew here: not inside a text element, and not inside a piece.
    private static bool[] Allowed(ProtectedText found)
    {
        var allowed = new bool[found.Text.Length + 1];
        foreach (var at in StringInfo.ParseCombiningCharacters(found.Text)) allowed[at] = true;
        var start = 0;
        foreach (var piece in found.Pieces)
        {
            for (var i = 1; piece.Protected && i < piece.Text.Length; i++) allowed[start + i] = false;
            start += piece.Text.Length;
        }

        allowed[^1] = true;
        return allowed;
    }
}
