using Stage5.Tests.Models;

namespace Stage5.Tests.Assistant;

[Collection(AssistantCollection.Name)]
public sealed class IdempotencyTests(AssistantSystem system)
{
    [Fact]
    public async Task Asking_again_with_the_same_key_is_answered_with_the_first_result()
    {
        system.Reset();
        using var api = system.ClientOf();
        var (key, body) = (Guid.NewGuid().ToString(), Body());
        using var first = await api.SendAsync("/api/translate", body, ("Idempotency-Key", key));
        using var second = await api.SendAsync("/api/translate", body, ("Idempotency-Key", key));

        (await second.Content.ReadAsStringAsync()).ShouldBe(await first.Content.ReadAsStringAsync());
        first.Headers.Contains("Idempotency-Replayed").ShouldBeFalse();
        second.Headers.GetValues("Idempotency-Replayed").ShouldBe(["true"]);
    }

    [Fact]
    public async Task A_key_that_is_used_for_something_else_is_refused()
    {
        system.Reset();
        using var api = system.ClientOf();
        var key = Guid.NewGuid().ToString();
        await api.TurnAsync("/api/translate", Body(), ("Idempotency-Key", key));

        using var other = await api.SendAsync("/api/translate", Body(), ("Idempotency-Key", key));

        await other.ShouldBeProblemAsync(422, "idempotency_key_reused");
    }

    [Fact]
    public async Task The_same_key_of_another_person_is_another_key()
    {
        system.Reset();
        using var ana = system.ClientOf();
        using var ben = system.ClientOf("ben");
        var (key, body) = (Guid.NewGuid().ToString(), Body());

        var first = await ana.TurnAsync("/api/translate", body, ("Idempotency-Key", key));
        var second = await ben.TurnAsync("/api/translate", body, ("Idempotency-Key", key));

        second.TaskId.ShouldNotBe(first.TaskId);
    }

    [Fact]
    public async Task Whoever_asks_again_while_it_runs_waits_for_the_same_end()
    {
        var go = new TaskCompletionSource();
        using var api = system.ClientOf();
        var (key, body) = (Guid.NewGuid().ToString(), Body());
        var before = system.Model.Requests.Count;
        var arrived = new TaskCompletionSource();
        system.Model.Default = new ScriptedReply
        {
            Text = AssistantSystem.Capitals,
            HoldUntil = go.Task,
            OnArrived = () => arrived.TrySetResult(),
        };
        var first = api.TurnAsync("/api/translate", body, ("Idempotency-Key", key));
        await arrived.Task;
        var second = api.TurnAsync("/api/translate", body, ("Idempotency-Key", key));
        go.SetResult();

        (await second).TaskId.ShouldBe((await first).TaskId);
        (system.Model.Requests.Count - before).ShouldBe(1);
    }

    [Theory]
    [InlineData("a b")]
    [InlineData("ä")]
    public async Task A_key_that_is_no_key_is_refused(string key)
    {
        using var api = system.ClientOf();

        using var response = await api.SendAsync("/api/translate", Body(), ("Idempotency-Key", key));

        await response.ShouldBeProblemAsync(400, "invalid_idempotency_key");
    }

    private static object Body() => new
    {
        text = $"A text of its own: {Guid.NewGuid():N}.",
        sourceLanguage = "en",
        targetLanguage = "de",
    };
}
