using Stage5.Contracts;
using Stage5.Core.Guards;
using Stage5.Tests.Models;
using Stage5.Tests.Stores;

namespace Stage5.Tests.Turns;

/// <summary>The whole road with a real store: who answers, what is held, what is charged, what the receipt says.</summary>
public sealed class TurnMoneyTests(StoreServers servers) : IClassFixture<StoreServers>
{
    private readonly RecordingLog _log = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_completed_turn_is_charged_what_its_provider_counted_and_holds_nothing_more()
    {
        await using var world = await TurnWorld.StartAsync(servers, ("Budgets:demo:Day:HardLimit", "1"));
        world.Dear.Then(new ScriptedReply { Text = _ => "Guten Morgen.", Usage = (30, 5) });

        var outcome = await world.RunAsync(_log);

        var receipt = outcome.Reply.ShouldNotBeNull().Receipt;
        // 5 tokens at 100 a million.
        receipt.Cost.ShouldBe(new ReceiptCost(0.0005m, "USD", "configured", Estimated: false));
        receipt.Served.ShouldBe(new ReceiptServed("dear", "dear-1"));
        receipt.Tries.ShouldNotBeNull().Single().Failure.ShouldBeNull();
        var budget = (await world.BudgetsAsync()).Budgets.Single(one => one.Window == "day");
        (budget.Spent, budget.Held).ShouldBe((0.0005m, 0m));
    }

    [Fact]
    [Trait("Threat", "MD-R1")]
    public async Task When_the_first_provider_fails_the_next_one_answers_and_everything_says_so()
    {
        await using var world = await TurnWorld.StartAsync(servers);
        world.Dear.Default = new ScriptedReply { Status = 503 };
        world.Cheap.Then(new ScriptedReply { Text = _ => "Guten Morgen.", Usage = (30, 5) });

        var outcome = await world.RunAsync(_log);

        var receipt = outcome.Reply.ShouldNotBeNull().Receipt;
        receipt.Served.ShouldBe(new ReceiptServed("cheap", "cheap-1"));
        receipt.Tries.ShouldNotBeNull().Select(one => (one.Provider, one.Failure))
            .ShouldBe([("dear", "Transient"), ("cheap", null)]);
        receipt.Tries[0].Message.ShouldNotBeNull().ShouldContain("503");
        receipt.Candidates.ShouldNotBeNull().Select(one => one.Provider).ShouldBe(["dear", "cheap"], ignoreOrder: true);
        _log.PayloadOf("model_fallback").ToJsonString().ShouldContain("\"from\":\"dear\",\"to\":\"cheap\"");
        // An answer with a status of failure is not billed.
        receipt.Cost!.Amount.ShouldBe(0.000005m);
    }

    [Fact]
    public async Task A_budget_too_small_for_the_first_choice_takes_the_cheaper_one()
    {
        // The worst case of the dear one is 0.0616: 256 tokens and four for each byte, and the same for a repair.
        await using var world = await TurnWorld.StartAsync(servers, ("Budgets:demo:Day:HardLimit", "0.01"));

        var outcome = await world.RunAsync(_log);

        outcome.Reply.ShouldNotBeNull().Receipt.Served!.Provider.ShouldBe("cheap");
        world.Dear.Requests.ShouldBeEmpty();
        outcome.Reply.Receipt.Candidates!.Single(one => one.Provider == "dear").Reason
            .ShouldBe("the budget does not cover its worst case");
    }

    [Fact]
    public async Task A_budget_too_small_for_anybody_is_402_before_anyone_is_asked()
    {
        await using var world = await TurnWorld.StartAsync(servers, ("Budgets:demo:Day:HardLimit", "0.000001"));

        var outcome = await world.RunAsync(_log);

        outcome.Error.ShouldNotBeNull().Code.ShouldBe("budget_exhausted");
        outcome.Error.Budget.ShouldNotBeNull().ShouldSatisfyAllConditions(
            budget => budget.Scope.ShouldBe("tenant"),
            budget => budget.Window.ShouldBe("day"),
            budget => budget.Left.ShouldBe(0.000001m));
        world.Dear.Requests.Count.ShouldBe(0);
        world.Cheap.Requests.Count.ShouldBe(0);
        _log.Receipt.ShouldNotBeNull().Cost!.Amount.ShouldBe(0);
    }

    [Fact]
    public async Task Where_a_budget_is_enforced_a_model_without_a_price_never_answers()
    {
        await using var world = await TurnWorld.StartAsync(servers,
            ("Budgets:demo:Day:HardLimit", "1"), ("Models:Providers:dear:Currency", "EUR"),
            ("Models:Providers:cheap:Currency", "EUR"));

        var outcome = await world.RunAsync(_log);

        outcome.Error.ShouldNotBeNull().Code.ShouldBe("price_unknown");
        (world.Dear.Requests.Count + world.Cheap.Requests.Count).ShouldBe(0);
    }

    [Fact]
    public async Task A_second_try_of_the_same_provider_is_covered_on_top_of_the_first_or_not_made()
    {
        // The worst case of 0.0616 (the answer and its repair) fits into this once and not twice.
        await using var world = await TurnWorld.StartAsync(servers,
            ("Budgets:demo:Day:HardLimit", "0.1"), ("Routing:Allow", "dear"));
        world.Dear.Then(new ScriptedReply { HangsUp = true });

        var outcome = await world.RunAsync(_log);

        outcome.State.ShouldBe(TaskState.Failed);
        world.Dear.Requests.Count.ShouldBe(1);
        var budget = (await world.BudgetsAsync()).Budgets.Single(one => one.Window == "day");
        budget.Spent.ShouldBeLessThanOrEqualTo(0.1m);
        (budget.Spent, budget.Held).ShouldBe((_log.Receipt!.Cost!.Amount, 0m));
    }

    [Fact]
    public async Task A_budget_that_ends_in_the_middle_of_a_turn_is_told_as_the_budget_and_not_as_a_provider()
    {
        // The worst case of both segments (6.3 together) fits into this, and no further try of either.
        await using var world = await TurnWorld.StartAsync(servers,
            ("Budgets:demo:Day:HardLimit", "7"), ("Routing:Allow", "dear"));
        world.Dear.Default = new ScriptedReply { HangsUp = true };
        var text = string.Concat(Enumerable.Range(1, 200).Select(i => $"This is sentence number {i} of the text. "));

        var outcome = await world.RunAsync(_log, Requests.Translate(text, target: "de"));

        var error = outcome.Error.ShouldNotBeNull();
        (error.Code, error.Transient).ShouldBe(("budget_exhausted", false));
        (error.Budget.ShouldNotBeNull().Window, error.Budget.Limit).ShouldBe(("day", 7m));
        world.Dear.Requests.Count.ShouldBeInRange(1, 2);
    }

    [Fact]
    public async Task A_second_try_that_the_budget_covers_is_made()
    {
        await using var world = await TurnWorld.StartAsync(servers,
            ("Budgets:demo:Day:HardLimit", "1"), ("Routing:Allow", "dear"));
        world.Dear.Then(new ScriptedReply { HangsUp = true });

        var outcome = await world.RunAsync(_log);

        outcome.Reply.ShouldNotBeNull().Receipt.Tries!.Select(one => one.Failure).ShouldBe(["Transient", null]);
        outcome.Reply.Receipt.Cost!.Estimated.ShouldBeTrue();
    }

    [Fact]
    public async Task A_caller_who_leaves_in_the_middle_of_a_call_is_charged_its_worst_case_and_told_it_is_an_estimate()
    {
        await using var world = await TurnWorld.StartAsync(servers, ("Budgets:demo:Day:HardLimit", "1"));
        using var gone = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        world.Dear.Then(new ScriptedReply { HoldUntil = Task.Delay(Timeout.Infinite, Ct), OnArrived = gone.Cancel });

        var outcome = await world.RunAsync(_log, cancellationToken: gone.Token);

        outcome.State.ShouldBe(TaskState.Cancelled);
        var cost = _log.Receipt.ShouldNotBeNull().Cost.ShouldNotBeNull();
        cost.Estimated.ShouldBeTrue();
        cost.Amount.ShouldBeGreaterThan(0);
        var budget = (await world.BudgetsAsync()).Budgets.Single(one => one.Window == "day");
        (budget.Spent, budget.Held).ShouldBe((cost.Amount, 0m));
    }

    [Fact]
    public async Task A_turn_that_its_host_wants_back_holds_nothing_and_is_charged_what_it_may_have_cost()
    {
        await using var world = await TurnWorld.StartAsync(servers, ("Budgets:demo:Day:HardLimit", "1"));
        using var drain = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        world.Dear.Then(new ScriptedReply { HoldUntil = Task.Delay(Timeout.Infinite, Ct), OnArrived = drain.Cancel });

        await Should.ThrowAsync<OperationCanceledException>(
            () => world.RunAsync(_log, inline: false, cancellationToken: drain.Token));

        await UntilAsync(async () => (await world.BudgetsAsync()).Budgets
            .Single(one => one.Window == "day") is { Held: 0, Spent: > 0 });
    }

    [Fact]
    public async Task A_queued_turn_without_a_place_waits_and_uses_up_no_attempt()
    {
        await using var world = await TurnWorld.StartAsync(servers, ("Limits:demo:Concurrency", "1"));
        var other = await world.Guard.AdmitAsync(
            new AdmitRequest(new GuardSubject("demo", "ben", "key-2"), TrafficClass.Live), Ct);
        await using var place = other.Hold.ShouldNotBeNull();

        var outcome = await world.RunAsync(_log, inline: false);

        outcome.WillRetry.ShouldBeTrue();
        _log.Error!.Code.ShouldBe("concurrency_limited");
        _log.Uncounted.ShouldBeTrue();
        _log.Types.ShouldBeEmpty();
    }

    [Fact]
    public async Task Personal_data_never_reaches_the_model_and_stands_in_the_reply_again()
    {
        await using var world = await TurnWorld.StartAsync(servers);
        world.Dear.Default = new ScriptedReply { Text = request => request.LastMessage.Replace("Write to", "Schreib an") };

        var outcome = await world.RunAsync(_log, Requests.Translate(
            "Write to ana.perez@example.org before Friday, card 4111 1111 1111 1111.", target: "de"));

        var asked = world.Dear.Requests.Single().Body.ToJsonString();
        asked.ShouldNotContain("ana.perez");
        asked.ShouldNotContain("4111");
        outcome.Reply.ShouldNotBeNull().Text.ShouldBe(
            "Schreib an ana.perez@example.org before Friday, card 4111 1111 1111 1111.");
        var said = _log.PayloadOf("guardrail_triggered");
        ((string?)said["decision"]).ShouldBe("redact");
        said["classes"]!.AsArray().Select(one => (string?)one!["class"]).ShouldBe(["email", "card"], ignoreOrder: true);
        said.ToJsonString().ShouldNotContain("perez");
    }

    [Fact]
    public async Task What_policy_blocks_is_refused_by_class_and_never_by_value()
    {
        await using var world = await TurnWorld.StartAsync(servers, ("Compliance:demo:Classes:card", "block"));

        var outcome = await world.RunAsync(_log, Requests.Translate("My card is 4111 1111 1111 1111.", target: "de"));

        outcome.Error.ShouldNotBeNull().Code.ShouldBe("content_blocked");
        outcome.Error.Classes.ShouldBe(["card"]);
        outcome.Error.Message.ShouldNotContain("4111");
        world.Dear.Requests.ShouldBeEmpty();
        ((string?)_log.PayloadOf("guardrail_triggered")["decision"]).ShouldBe("deny");
    }

    [Fact]
    public async Task Two_turns_at_once_are_each_served_by_the_model_they_asked_for()
    {
        await using var world = await TurnWorld.StartAsync(servers);
        RecordingLog[] logs = [.. Enumerable.Range(0, 20).Select(_ => new RecordingLog())];

        var outcomes = await Task.WhenAll(logs.Select((log, i) => world.RunAsync(
            log, Requests.Translate(target: "de", processing: new Processing(Model: i % 2 == 0 ? "cheap" : "dear")), i % 3 == 0)));

        outcomes.Select(outcome => outcome.Reply!.Receipt.Served!.Provider)
            .ShouldBe(outcomes.Select((_, i) => i % 2 == 0 ? "cheap" : "dear"));
    }

    [Fact]
    public async Task A_model_that_is_not_there_is_not_found()
    {
        await using var world = await TurnWorld.StartAsync(servers);

        var outcome = await world.RunAsync(
            _log, Requests.Translate(target: "de", processing: new Processing(Model: "gpt-9")));

        outcome.Error.ShouldNotBeNull().Code.ShouldBe("model_not_found");
    }

    [Fact]
    public async Task Without_a_usable_provider_each_one_is_named_with_its_reason()
    {
        await using var world = await TurnWorld.StartAsync(servers,
            ("Models:Providers:dear:Endpoint", ""), ("Models:Providers:cheap:Endpoint", ""));

        var outcome = await world.RunAsync(_log);

        outcome.Error.ShouldNotBeNull().Code.ShouldBe("no_usable_provider");
        outcome.Error.Transient.ShouldBeFalse();
        outcome.Error.Providers!.Select(one => one.Provider).ShouldBe(["dear", "cheap"], ignoreOrder: true);
        outcome.Error.Providers![0].Reason.ShouldContain("Endpoint");
    }

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        limit.CancelAfter(TimeSpan.FromSeconds(20));
        while (!await condition())
        {
            limit.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
