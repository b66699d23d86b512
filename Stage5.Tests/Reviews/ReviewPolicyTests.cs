using Microsoft.Extensions.Options;
using Stage5.Contracts;
using Stage5.Core.Guards.Compliance;
using Stage5.Core.Language;
using Stage5.Core.Language.Detection;
using Stage5.Core.Language.Glossaries;
using Stage5.Core.Reviews;
using Stage5.Core.Turns;
using Stage5.Tests.Stores;
using Stage5.Tests.Turns;

namespace Stage5.Tests.Reviews;

public sealed class ReviewPolicyTests
{
    private static readonly ManualTime Time = new();

    [Fact]
    public void Without_a_policy_nobody_looks() => Decide(new(), Turn()).ShouldBeNull();

    [Fact]
    public void A_guardrail_that_decides_review_opens_one_that_comes_soon()
    {
        var opening = Decide(new(), Guarded()).ShouldNotBeNull();

        opening.Reasons.ShouldBe([ReviewReasons.Guardrail]);
        (opening.Priority, opening.Required, opening.Delivered).ShouldBe((ReviewPriority.High, 1, false));
        opening.DueAt.ShouldBe(Time.GetUtcNow() + new ReviewOptions().DueIn(ReviewPriority.High));
        (opening.Author, opening.Kind, opening.SourceLanguage, opening.TargetLanguage).ShouldBe(("ana", "translate", "en", "es"));
    }

    [Fact]
    public void What_a_model_wrote_itself_is_looked_at_too()
    {
        var turn = Turn();
        turn.Answered = [new ComplianceFinding("email", ComplianceFinding.Review, 1, "pii.email")];

        Decide(new(), turn).ShouldNotBeNull().Reasons.ShouldBe([ReviewReasons.Guardrail]);
    }

    [Fact]
    public void What_is_only_redacted_is_not_looked_at()
    {
        var turn = Turn();
        turn.Prompt = new CompliantText("x", [new ComplianceFinding("email", "redact", 1, "pii.email")]);

        Decide(new(), turn).ShouldBeNull();
    }

    [Fact]
    public void What_a_guardrail_sent_needs_two_people_where_policy_says_so_and_nothing_else_does()
    {
        Decide(new() { SecondPerson = true }, Guarded())!.Required.ShouldBe(2);
        Decide(new() { SecondPerson = true, SamplePercent = 100 }, Turn())!.Required.ShouldBe(1);
    }

    [Theory]
    [InlineData(80, true)]
    [InlineData(79, false)]
    [InlineData(0, false)]
    public void A_language_that_was_not_sure_enough_is_looked_at(int below, bool opens)
    {
        var turn = Turn();
        turn.Detection = new Detection("en", 0.79, []);

        var opening = Decide(new() { ConfidenceBelowPercent = below }, turn);

        (opening?.Reasons.Single() == ReviewReasons.LowConfidence).ShouldBe(opens);
    }

    [Fact]
    public void Words_that_the_glossary_does_not_want_are_looked_at()
    {
        var turn = Turn();
        turn.Targets[0].Terms = new TurnTerms(TermPlan.None, TermTokens.Put("x", []), []) { Unwanted = ["x"] };

        Decide(new(), turn).ShouldBeNull();
        var opening = Decide(new() { GlossaryConflict = true }, turn).ShouldNotBeNull();
        (opening.Reasons.Single(), opening.Priority).ShouldBe((ReviewReasons.GlossaryConflict, ReviewPriority.Normal));
    }

    [Fact]
    public void Who_wishes_for_a_reviewer_gets_one_before_anything_goes_out()
    {
        var opening = Decide(new() { DeliverFirst = true }, Turn(review: true)).ShouldNotBeNull();

        (opening.Reasons.Single(), opening.Delivered).ShouldBe((ReviewReasons.Requested, false));
    }

    [Fact]
    public void Where_policy_delivers_first_what_was_drawn_goes_out_and_what_a_guardrail_sent_does_not()
    {
        Decide(new() { DeliverFirst = true, SamplePercent = 100 }, Turn())!.Delivered.ShouldBeTrue();
        var both = Decide(new() { DeliverFirst = true, SamplePercent = 100 }, Guarded())!;
        both.Reasons.ShouldBe([ReviewReasons.Guardrail, ReviewReasons.Sampling]);
        both.Delivered.ShouldBeFalse();
    }

    [Fact]
    public void What_was_only_drawn_can_wait() =>
        Decide(new() { SamplePercent = 100 }, Turn())!.Priority.ShouldBe(ReviewPriority.Low);

    [Fact]
    public void A_question_to_the_caller_is_no_text_to_look_at()
    {
        var turn = Guarded();
        turn.Question = new TurnQuestion(TurnResult.LanguageSelection);

        Decide(new() { SamplePercent = 100 }, turn).ShouldBeNull();
    }

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(10, 850, 1_150)]
    [InlineData(50, 4_800, 5_200)]
    [InlineData(100, 10_000, 10_000)]
    public void A_share_is_drawn_by_the_ids_of_tasks(int percent, int least, int most)
    {
        var ids = Enumerable.Range(0, 10_000).Select(i => new Guid(i, 7, 7, [1, 2, 3, 4, 5, 6, 7, 8]).ToString()).ToArray();

        var drawn = ids.Where(id => ReviewPolicy.IsDrawn(id, percent)).ToArray();

        drawn.Length.ShouldBeInRange(least, most);
        // Who is drawn at a share is drawn at every larger one, and again.
        drawn.ShouldAllBe(id => ReviewPolicy.IsDrawn(id, 100));
    }

    private static ReviewOpening? Decide(ReviewPolicyOptions policy, Turn turn) =>
        new ReviewPolicy(Options.Create(policy), Options.Create(new ReviewOptions()), Time).Decide(turn);

    private static Turn Turn(bool review = false)
    {
        var turn = new Turn(
            Requests.Turn(Requests.Translate() with { Review = review }), new RecordingLog(), Time)
        {
            Source = LanguageTag.Parse("en"),
            Targets = [new TurnTarget(LanguageTag.Parse("es"))],
            Prompt = new CompliantText("x", []),
        };
        return turn;
    }

    private static Turn Guarded()
    {
        var turn = Turn();
        turn.Prompt = new CompliantText("x", [new ComplianceFinding("card", ComplianceFinding.Review, 1, "pii.card")]);
        return turn;
    }
}
