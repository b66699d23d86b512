using System.Globalization;
using Stage5.Contracts;
using Stage5.Core.Reviews;

namespace Stage5.Tests.Reviews;

public sealed class EditDistanceTests
{
    [Theory]
    [InlineData("", "", 0)]
    [InlineData("", "abc", 3)]
    [InlineData("kitten", "sitting", 3)]
    [InlineData("Buenos días", "Buenas días", 1)]
    // A letter with its accent is one, and so is a family.
    [InlineData("cafe", "cafe\u0301", 1)]
    [InlineData("a👨‍👩‍👧b", "ab", 1)]
    public void It_counts_what_a_person_sees_as_characters(string from, string to, int distance)
    {
        EditDistance.Of(from, to).ShouldBe(distance);
        EditDistance.Of(to, from).ShouldBe(distance);
    }

    [Fact]
    public void It_is_what_the_table_of_the_textbook_says()
    {
        var random = new Random(7);
        for (var i = 0; i < 400; i++)
        {
            var from = Text(random, random.Next(300), letters: 2 + (i % 5));
            var to = i % 3 == 0 ? Text(random, random.Next(300), 3) : Changed(random, from);

            EditDistance.Of(from, to).ShouldBe(ByTable(from, to), string.Create(CultureInfo.InvariantCulture, $"{i}"));
        }
    }

    [Fact]
    public void Long_texts_that_have_little_in_common_are_measured_exactly()
    {
        var random = new Random(8);
        var (from, to) = (Text(random, 50_000, 26), Text(random, 49_000, 26));

        EditDistance.Of(from, to).ShouldBeInRange(30_000, 50_000);
        EditDistance.Of(from, "x" + from + "y").ShouldBe(2);
    }

    [Theory]
    [InlineData("The quick brown fox jumps.", "The fast brown fox leaps.", "quick>fast", "jumps>leaps")]
    [InlineData("Please send the invoice today.", "Please send the bill of sale today.", "invoice>bill of sale")]
    [InlineData("One two three.", "One two three.")]
    // What is only added or left out replaces nothing, and a whole text is no term.
    [InlineData("One two three.", "One three four.")]
    [InlineData("a b c d e f", "u v w x y z")]
    [InlineData("don't go", "do not go", "don't>do not")]
    public void Short_replacements_are_candidates_for_the_glossary(string from, string to, params string[] expected) =>
        EditSuggestions.Of([new ReviewText("en", from)], [new ReviewText("en", to)])
            .Select(one => $"{one.From}>{one.To}").ShouldBe(expected);

    private static string Text(Random random, int length, int letters) =>
        string.Create(length, (random, letters), static (span, state) =>
        {
            foreach (ref var letter in span)
                letter = (char)('a' + state.random.Next(state.letters));
        });

    private static string Changed(Random random, string text)
    {
        var changed = text.ToList();
        for (var i = random.Next(12); i > 0 && changed.Count > 0; i--)
        {
            var at = random.Next(changed.Count);
            if (random.Next(3) == 0) changed.RemoveAt(at);
            else changed.Insert(at, 'q');
        }

        return new string([.. changed]);
    }

    private static int ByTable(string from, string to)
    {
        var row = Enumerable.Range(0, to.Length + 1).ToArray();
        for (var i = 1; i <= from.Length; i++)
        {
            var (above, left) = (row[0], i);
            row[0] = i;
            for (var j = 1; j <= to.Length; j++)
            {
                left = Math.Min(Math.Min(row[j], left) + 1, above + (from[i - 1] == to[j - 1] ? 0 : 1));
                (above, row[j]) = (row[j], left);
            }
        }

        return row[^1];
    }
}
