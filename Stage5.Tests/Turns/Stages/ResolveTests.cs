using Stage5.Contracts;
using Stage5.Core.Models.Routing;
using Stage5.Core.Turns;
using Stage5.Core.Turns.Stages;

namespace Stage5.Tests.Turns.Stages;

public sealed class ResolveTests
{
    [Fact]
    public async Task A_turn_is_routed_by_its_own_tenant_operation_and_wish()
    {
        var request = Requests.Turn(Requests.Translate(processing: new Processing(Model: "stage5/default")));
        var turn = new Turn(request, new RecordingLog(), TimeProvider.System);

        await new Resolve(room: null!).RunAsync(turn, TestContext.Current.CancellationToken);

        turn.Profile.ShouldBe(new ResolvedProfile(
            "default", null, new RoutingContext("demo", "translate", "stage5/default")));
    }

    [Theory]
    [InlineData("fast", null)]
    [InlineData("fast", "quick")]
    [InlineData(null, "quick")]
    public void A_mode_or_profile_that_is_not_there_is_refused_and_never_ignored(string? mode, string? profile) =>
        Should.Throw<TurnException>(() => Resolve.Check(new Processing(mode, profile)))
            .Error.Code.ShouldBe("profile_unavailable");
}
