using Stage5.Core.Language;
using Stage5.Core.Models.Apertium;

namespace Stage5.Tests.Models;

public sealed class ApertiumTextTests
{
    [Theory]
    [InlineData("One.\nTwo.\r\n\r\n  - Three  \n", "One.|Two.|- Three")]
    [InlineData("This line was wrapped by a mail program and\ngoes on here.",
        "This line was wrapped by a mail program and[1]goes on here.")]
    [InlineData("eggs\nmilk\nbread", "eggs|milk|bread")]
    [InlineData("Say {name} a/b (c) [d] x^2 50% ~ end", "Say [1] a[3]b (c) [5]d[7] x[9]2 50% [11] end")]
    [InlineData("Ratio 5:30", "Ratio 5\\:30")]
    [InlineData("12\n---\n{x}", "")]
    public void A_text_becomes_units_in_the_stream_format(string text, string units) =>
        string.Join('|', new ApertiumText(ProtectedText.Find(text)).Units.Select(unit => unit.Encode())).ShouldBe(units);

    [Fact]
    public void A_long_text_is_cut_after_sentences_and_loses_nothing()
    {
        var text = string.Concat(Enumerable.Range(0, 500).Select(i => $"This is sentence number {i}, with a {{p{i}}}. "))
            + new string('x', 5_000) + string.Concat(Enumerable.Repeat("a/", 2_000)) + "  ";
        var cut = new ApertiumText(ProtectedText.Find(text));
        cut.Units.Max(unit => unit.Pieces.Sum(piece => piece.Text.Length)).ShouldBeLessThan(1_600);
        cut.Assemble([.. cut.Units.Select(unit => string.Concat(unit.Pieces.Select(piece => piece.Text)))]).ShouldBe(text);
    }

    [Theory]
    [InlineData("Hola [1] \\: adiós", "Hola {name} : adiós")]
    [InlineData(" Hola  [1]  ", "Hola {name}")]
    [InlineData("*Hola #[1] @y", "Hola {name} y")]
    [InlineData("re-<p3> [1]", "re- {name}")]
    [InlineData("re-\\<p3\\> [1]", "re- {name}")]
    [InlineData("Hola", null)]
    [InlineData("Hola [1] [1]", null)]
    [InlineData("Hola [1] [0]", null)]
    [InlineData("Hola [1] [x]", null)]
    [InlineData("Hola [1", null)]
    public void An_answer_is_read_back_or_found_damaged(string stream, string? text) =>
        new ApertiumUnit([new("Hello ", false), new("{name}", true), new(" bye", false)]).Decode(stream).ShouldBe(text);

    [Theory]
    [InlineData("hello", "Hola", "hola")]
    [InlineData("Hello", "Hola", "Hola")]
    [InlineData("the USA", "EE.UU.", "EE.UU.")]
    public void An_answer_begins_in_upper_case_only_if_the_text_did(string text, string answer, string result) =>
        new ApertiumUnit([new(text, false)]).Decode(answer).ShouldBe(result);
}
