using Stage5.Contracts;
using Stage5.Core.Turns;
using Stage5.Core.Turns.Stages;

namespace Stage5.Tests.Turns.Stages;

public sealed class ResolveTests
{
    [Fact]
    public void Without_a_wish_the_mode_is_the_default() =>
        Resolve.Decide(new Processing()).ShouldBe(new ResolvedProfile("default", null));

    [Theory]
    [InlineData("fast", null)]
    [InlineData("fast", "quick")]
    [InlineData(null, "quick")]
    public void A_mode_or_profile_that_is_not_there_is_refused_and_never_ignored(string? mode, string? profile) =>
        Should.Throw<TurnException>(() => Resolve.Decide(new Processing(mode, profile)))
            .Error.Code.ShouldBe("profile_unavailable");
}
