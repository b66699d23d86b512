using Stage5.Core.Models.Answers;

namespace Stage5.Tests.Models.Answers;

public sealed class AnswerKeyTests
{
    [Fact]
    public void The_same_parts_are_the_same_key() =>
        AnswerKey.Of(("text", "caf\u00E9"), ("tone", null)).ShouldBe(AnswerKey.Of(("text", "cafe\u0301"), ("tone", null)));

    [Fact]
    public void Whatever_differs_is_another_key()
    {
        AnswerKey[] keys =
        [
            AnswerKey.Of(("text", "a"), ("tone", "b")),
            AnswerKey.Of(("text", "A"), ("tone", "b")),
            AnswerKey.Of(("text", "a "), ("tone", "b")),
            AnswerKey.Of(("tone", "b"), ("text", "a")),
            AnswerKey.Of(("text", "a")),
            AnswerKey.Of(("text", "a"), ("tone", "")),
            AnswerKey.Of(("text", "a"), ("tone", null)),
            AnswerKey.Of(("text", "at"), ("one", "b")),
            AnswerKey.Of(("text", "a\0tone\0b")),
            AnswerKey.Of(),
        ];

        keys.Distinct().Count().ShouldBe(keys.Length);
        keys.ShouldAllBe(key => key.Value.Length == 64);
    }

    [Fact]
    public void A_lone_surrogate_has_a_key_too() => AnswerKey.Of(("text", "a\uD83D")).Value.Length.ShouldBe(64);
}
