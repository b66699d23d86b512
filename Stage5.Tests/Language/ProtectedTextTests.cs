using System.Diagnostics;
using Stage5.Core.Language;

namespace Stage5.Tests.Language;

public sealed class ProtectedTextTests
{
    [Theory]
    [InlineData("Hello {name}, bye.", "{name}")]
    [InlineData("Hello {0} and {1:N2}.", "{0}|{1:N2}")]
    [InlineData("Hello {{user.name}} there", "{{user.name}}")]
    [InlineData("Cost ${price} now", "${price}")]
    [InlineData("%s has %1$d items, %5.2f each", "%s|%1$d|%5.2f")]
    [InlineData("%(count)s of %{total}", "%(count)s|%{total}")]
    [InlineData("Ask <at id=\"1\">Ana B</at> or @bob.smith.", "<at id=\"1\">Ana B</at>|@bob.smith")]
    [InlineData("See https://a.example/x?y=1&z=2. Then www.b.example/c, ok",
        "https://a.example/x?y=1&z=2|www.b.example/c")]
    [InlineData("Mail ana@example.org.", "ana@example.org")]
    [InlineData("Run `rm -rf` and ``a b`` now", "`rm -rf`|``a b``")]
    [InlineData("```\nlet x = 1;\n``` done", "```\nlet x = 1;\n```")]
    [InlineData("A <b>bold</b> <br/> &amp; word", "<b>|</b>|<br/>|&amp;")]
    [InlineData("Nice 👍🏽 and 👨‍👩‍👧 and 🇪🇸 ❤️", "👍🏽|👨‍👩‍👧|🇪🇸|❤️")]
    [InlineData(
        "{count, plural, one {# file} other {# files}} left", "{count, plural, one {# file} other {# files}}")]
    [InlineData("A ⟦1⟧ mark", "⟦1⟧")]
    public void What_is_not_language_is_found(string text, string spans) =>
        string.Join('|', ProtectedText.Find(text).Spans).ShouldBe(spans);

    [Theory]
    [InlineData("It is 100% sure, 5% discount at 50%.")]
    [InlineData("Is 3 < 4 and 5 > 2?")]
    [InlineData("He said {this is an aside} there.")]
    [InlineData("Costs $5 @ noon")]
    public void Plain_language_is_left_alone(string text) => ProtectedText.Find(text).Spans.ShouldBeEmpty();

    [Fact]
    public void Pieces_make_up_the_text_again()
    {
        const string Text = "  Hi {name},\r\n\tsee <b>https://x.example</b> 👍 now.  ";
        string.Concat(ProtectedText.Find(Text).Pieces.Select(piece => piece.Text)).ShouldBe(Text);
    }

    [Fact]
    public void Nul_goes_and_a_lone_surrogate_becomes_a_replacement() =>
        ProtectedText.Find("a\0b\uD83Dc\uDC4Dd").Text.ShouldBe("ab\uFFFDc\uFFFDd");

    [Fact]
    public void Lost_and_doubled_spans_are_noticed_and_order_is_free()
    {
        var text = ProtectedText.Find("Send {a} to {b} and {a}.");
        text.IsKeptIn("A {b} y {a} manda {a}.").ShouldBeTrue();
        text.IsKeptIn("A {b} y {a} manda.").ShouldBeFalse();
        text.IsKeptIn("A {b} {b} y {a} manda {a}.").ShouldBeFalse();
    }

    [Theory]
    [InlineData("a")]
    [InlineData("{")]
    [InlineData("`")]
    [InlineData("<at>")]
    [InlineData("<!--")]
    [InlineData("{a,plural,{")]
    [InlineData("a@")]
    [InlineData("http://")]
    [InlineData("%0")]
    [InlineData("@a.")]
    [InlineData("&#1")]
    [InlineData("~~~~")]
    [InlineData("👍\u200D")]
    public void Hostile_repetition_costs_little(string repeated)
    {
        var text = string.Concat(Enumerable.Repeat(repeated, 50_000 / repeated.Length));
        var watch = Stopwatch.StartNew();
        string.Concat(ProtectedText.Find(text).Pieces.Select(piece => piece.Text)).ShouldBe(text);
        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(2));
    }
}
