using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Stage5.Contracts;
using Stage5.Core.Guards;
using Stage5.Core.Language;
using Stage5.Core.Models.Routing;
using Stage5.Core.Models.Texts;
using Stage5.Core.Reviews;
using Stage5.Core.Turns;
using Stage5.Core.Turns.Stages;
using Stage5.Tests.Stores;

namespace Stage5.Tests.Turns;

public sealed class TurnPipelineTests
{
    private static readonly TurnError Busy = new("provider_unavailable", "It is busy.", "Try again.", Transient: true);
    private readonly RecordingLog _log = new();

    [Fact]
    public async Task A_turn_takes_the_stages_in_the_order_of_their_numbers_and_ends_with_its_terminal_event()
    {
        var outcome = await RunAsync(Requests.Turn(), (turn, _) => Answer(turn, "Buenos días."));

        outcome.State.ShouldBe(TaskState.Completed);
        outcome.Reply!.Text.ShouldBe("Buenos días.");
        _log.Types.ShouldBe(
        [
            "task_started",
            "stage_started", "stage_completed",
            "stage_started", "stage_completed",
            "stage_started", "stage_completed",
            "stage_started", "stage_completed",
            "task_completed",
        ]);
        outcome.Reply.Receipt.Stages.Select(stage => stage.Name).ShouldBe(["admit", "resolve", "generate"]);
    }

    [Fact]
    public async Task A_receipt_says_what_was_asked_for_and_leaves_uncounted_tokens_empty()
    {
        var outcome = await RunAsync(Requests.Turn(), (turn, _) => Answer(turn, "Hola."));

        var receipt = outcome.Reply!.Receipt;
        receipt.Requested.ShouldBe(new ReceiptMode("default", null));
        receipt.Effective.ShouldBe(new ReceiptMode("default", null));
        receipt.Served.ShouldBe(new ReceiptServed("scripted", "scripted-1"));
        receipt.Usage.ShouldBe(new TokenUsage(null, null));
    }

    [Fact]
    public async Task An_error_of_a_stage_ends_the_turn_but_settles_it_first()
    {
        var refused = Busy with { Code = "provider_refused", Transient = false };

        var outcome = await RunAsync(Requests.Turn(), (_, _) => throw new TurnException(refused));

        outcome.State.ShouldBe(TaskState.Failed);
        outcome.Error.ShouldBe(refused);
        _log.Types.TakeLast(4).ShouldBe(["stage_completed", "stage_started", "stage_completed", "task_failed"]);
        ((string?)_log.PayloadOf("task_failed")["code"]).ShouldBe("provider_refused");
        _log.StatusOf("generate").ShouldBe("failed");
    }

    [Fact]
    public async Task A_passing_failure_of_a_queued_turn_is_tried_again_later()
    {
        var outcome = await RunAsync(Requests.Turn(inline: false), (_, _) => throw new TurnException(Busy));

        outcome.WillRetry.ShouldBeTrue();
        outcome.State.ShouldBe(TaskState.Queued);
        _log.Final.ShouldBeNull();
    }

    [Fact]
    public async Task A_provider_that_asked_for_time_is_given_it()
    {
        var asked = TimeSpan.FromMinutes(1);

        await RunAsync(Requests.Turn(inline: false), (_, _) => throw new TurnException(Busy with { RetryAfter = asked }));

        _log.NotBefore.ShouldBe(asked);
    }

    [Fact]
    public async Task A_passing_failure_of_an_inline_turn_ends_it_for_its_caller_is_waiting()
    {
        var outcome = await RunAsync(Requests.Turn(inline: true), (_, _) => throw new TurnException(Busy));

        outcome.State.ShouldBe(TaskState.Failed);
        _log.Final.ShouldBe(TaskState.Failed);
    }

    [Fact]
    public async Task An_unexpected_failure_of_a_stage_says_nothing_of_its_inside()
    {
        var outcome = await RunAsync(Requests.Turn(), (_, _) => throw new InvalidOperationException("secret inside"));

        outcome.Error!.Code.ShouldBe("internal_error");
        outcome.Error.Message.ShouldNotContain("secret inside");
    }

    [Fact]
    public async Task A_queued_turn_is_cancelled_when_its_caller_asked_for_it()
    {
        using var stop = new CancellationTokenSource();

        var outcome = await RunAsync(Requests.Turn(inline: false), (_, _) =>
        {
            _log.CancelRequested = true;
            stop.Cancel();
            return Task.FromCanceled(stop.Token);
        }, cancellationToken: stop.Token);

        outcome.State.ShouldBe(TaskState.Cancelled);
        _log.Types[^1].ShouldBe("task_cancelled");
        _log.StatusOf("generate").ShouldBe("stopped");
    }

    [Fact]
    public async Task A_queued_turn_that_the_host_wants_back_is_not_ended()
    {
        using var stop = new CancellationTokenSource();

        await Should.ThrowAsync<OperationCanceledException>(() => RunAsync(Requests.Turn(inline: false), (_, _) =>
        {
            stop.Cancel();
            return Task.FromCanceled(stop.Token);
        }, cancellationToken: stop.Token));

        _log.Final.ShouldBeNull();
    }

    [Fact]
    public async Task An_inline_turn_whose_caller_went_away_is_cancelled()
    {
        using var gone = new CancellationTokenSource();

        var outcome = await RunAsync(Requests.Turn(inline: true), (_, _) =>
        {
            gone.Cancel();
            return Task.FromCanceled(gone.Token);
        }, cancellationToken: gone.Token);

        outcome.State.ShouldBe(TaskState.Cancelled);
    }

    [Fact]
    [Trait("Threat", "MD-D1")]
    public async Task A_turn_that_takes_too_long_is_ended_by_its_deadline()
    {
        var outcome = await RunAsync(
            Requests.Turn(), async (_, token) => await Task.Delay(Timeout.Infinite, token),
            options: new TurnOptions { LiveDeadline = TimeSpan.FromMilliseconds(20) });

        outcome.Error!.Code.ShouldBe("deadline_exceeded");
    }

    [Theory]
    [InlineData(100, 0, 1)]
    [InlineData(100, 3, 1)]
    [InlineData(100, 4, 2)]
    [InlineData(100, 11, 3)]
    [InlineData(5_001, 0, 2)]
    [InlineData(15_000, 4, 4)]
    public async Task The_time_of_a_turn_grows_with_its_segments_and_with_the_rounds_of_its_languages(
        int length, int more, int times)
    {
        var time = new ManualTime();
        var options = new TurnOptions { LiveDeadline = TimeSpan.FromSeconds(15), Parallel = 4 };
        var task = Requests.Translate(text: new string('a', length)) with
        {
            AdditionalTargetLanguages = [.. Enumerable.Repeat("fr", more)],
        };
        var states = new List<bool>();

        var outcome = await RunAsync(Requests.Turn(task), (turn, token) =>
        {
            turn.Deadline.ShouldBe(time.GetUtcNow() + options.LiveDeadline * times);
            time.Advance(options.LiveDeadline * times - TimeSpan.FromSeconds(1));
            states.Add(token.IsCancellationRequested);
            time.Advance(TimeSpan.FromSeconds(1));
            states.Add(token.IsCancellationRequested);
            token.ThrowIfCancellationRequested();
            return Task.CompletedTask;
        }, options, time: time);

        states.ShouldBe([false, true]);
        outcome.Error!.Code.ShouldBe("deadline_exceeded");
    }

    [Fact]
    public async Task A_turn_that_cannot_enter_runs_no_later_stage()
    {
        var reached = false;

        var outcome = await RunAsync(Requests.Turn(Requests.Translate(text: "")), (_, _) =>
        {
            reached = true;
            return Task.CompletedTask;
        });

        reached.ShouldBeFalse();
        outcome.Error!.Code.ShouldBe("text_required");
    }

    private static Task Answer(Turn turn, string text)
    {
        var target = new TurnTarget(LanguageTag.Parse("es")) { Text = text };
        target.Parts =
        [
            new TurnPart(target, 1, new TextOrder(TextKind.Translation, "Hello."))
            {
                Served = new RouteTarget(ScriptedProvider.Any, "scripted-1", WorstCaseMicros: null),
                Reply = new Core.Models.ModelReply(text, "scripted-1", null, null),
            },
        ];
        turn.Targets = [target];
        return Task.CompletedTask;
    }

    private Task<TurnOutcome> RunAsync(
        TurnRequest request, Func<Turn, CancellationToken, Task> generate, TurnOptions? options = null,
        TimeProvider? time = null, CancellationToken cancellationToken = default)
    {
        // Given out of order, on purpose.
        ITurnStage[] stages =
        [
            new Deliver(
                new GuardPolicies(Options.Create(new GuardOptions())),
                new ReviewPolicy(
                    Options.Create(new ReviewPolicyOptions()), Options.Create(new ReviewOptions()), TimeProvider.System)),
            new ScriptedStage(7, "generate", generate),
            new Settle(new GuardPolicies(Options.Create(new GuardOptions()))),
            new Resolve(room: null!),
            new ScriptedStage(1, "admit", (turn, _) => turn.Text.Length > 0
                ? Task.CompletedTask
                : throw new TurnException(new TurnError("text_required", "It is empty.", "Send a text."))),
        ];
        var pipeline = new TurnPipeline(
            stages, Options.Create(options ?? new TurnOptions()), time ?? TimeProvider.System,
            NullLogger<TurnPipeline>.Instance);
        return pipeline.RunAsync(request, _log, cancellationToken);
    }
}
