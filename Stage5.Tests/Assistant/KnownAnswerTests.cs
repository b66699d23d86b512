using Stage5.Contracts;
using Stage5.Tests.Models;

namespace Stage5.Tests.Assistant;

/// <summary>What was answered before is not asked again, and what many ask at once is asked once.</summary>
[Collection(AssistantCollection.Name)]
public sealed class KnownAnswerTests(AssistantSystem system)
{
    [Fact]
    public async Task A_known_answer_costs_nothing_and_the_receipt_says_what_was_left_out()
    {
        system.Reset();
        using var api = system.ClientOf();
        var body = Body();
        await api.TurnAsync("/api/translate", body);
        var before = system.Model.Requests.Count;

        var again = await api.TurnAsync("/api/translate", body);

        (system.Model.Requests.Count - before).ShouldBe(0);
        again.Receipt.Stages.Where(stage => stage.Status == "skipped").Select(stage => stage.Name)
            .ShouldBe(["reserve", "generate"]);
        again.Receipt.Served.ShouldBe(new ReceiptServed("llm", "tiny-1"));
        (again.Receipt.Usage, again.Receipt.Cost!.Amount).ShouldBe((new TokenUsage(0, 0), 0m));
        again.Translations.ShouldNotBeNull().Single().Cached.ShouldBe(1);
    }

    [Fact]
    public async Task Fifty_who_ask_the_same_at_once_cost_one_call()
    {
        var go = new TaskCompletionSource();
        var arrived = new TaskCompletionSource();
        system.Model.Default = new ScriptedReply
        {
            Text = AssistantSystem.Capitals,
            HoldUntil = go.Task,
            OnArrived = () => arrived.TrySetResult(),
        };
        using var api = system.ClientOf();
        var before = system.Model.Requests.Count;
        var body = Body();

        var calls = Enumerable.Range(0, 50).Select(_ => api.TurnAsync("/api/translate", body)).ToArray();
        await arrived.Task;
        go.SetResult();
        var answers = await Task.WhenAll(calls);

        (system.Model.Requests.Count - before).ShouldBe(1);
        answers.Select(one => one.Text).Distinct().Count().ShouldBe(1);
        answers.Count(one => one.Receipt.Cost!.Amount > 0).ShouldBeLessThanOrEqualTo(1);
    }

    [Fact]
    public async Task Another_tenant_tone_or_context_is_another_question()
    {
        system.Reset();
        using var api = system.ClientOf();
        using var other = system.ClientOf(tenant: "acme");
        var text = $"A question of {Guid.NewGuid():N}.";
        var before = system.Model.Requests.Count;

        await api.TurnAsync("/api/translate", new { text, sourceLanguage = "en", targetLanguage = "de" });
        await other.TurnAsync("/api/translate", new { text, sourceLanguage = "en", targetLanguage = "de" });
        await api.TurnAsync("/api/translate", new { text, sourceLanguage = "en", targetLanguage = "de", tone = "casual" });
        await api.TurnAsync("/api/translate", new { text, sourceLanguage = "en", targetLanguage = "de", context = "A game." });

        (system.Model.Requests.Count - before).ShouldBe(4);
    }

    [Fact]
    public async Task An_answer_that_is_kept_holds_no_personal_data()
    {
        system.Reset();
        using var api = system.ClientOf();
        var id = Guid.NewGuid().ToString("N");
        var first = await api.TurnAsync("/api/translate",
            new { text = $"Case {id}: write to ana.perez@example.org.", sourceLanguage = "en", targetLanguage = "de" });
        var before = system.Model.Requests.Count;

        var second = await api.TurnAsync("/api/translate",
            new { text = $"Case {id}: write to ben.roe@example.org.", sourceLanguage = "en", targetLanguage = "de" });

        // The same question to the model, so the same answer, with each one's own address put back.
        (system.Model.Requests.Count - before).ShouldBe(0);
        first.Text.ShouldNotBeNull().ShouldContain("ana.perez@example.org");
        second.Text.ShouldNotBeNull().ShouldContain("ben.roe@example.org");
    }

    private static object Body() => new
    {
        text = $"A text of its own: {Guid.NewGuid():N}.",
        sourceLanguage = "en",
        targetLanguage = "de",
    };
}
