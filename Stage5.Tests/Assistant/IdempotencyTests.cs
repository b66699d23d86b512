using Stage5.Contracts;
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

    [Fact]
    public async Task What_failed_is_done_anew_under_its_key_and_then_answered_the_same()
    {
        using var api = system.ClientOf();
        var (key, body) = (Guid.NewGuid().ToString(), Body());
        system.Model.Default = new ScriptedReply { Text = _ => " " };
        using var failed = await api.SendAsync("/api/translate", body, ("Idempotency-Key", key));
        await failed.ShouldBeProblemAsync(503, "answer_unusable");
        system.Reset();

        using var second = await api.SendAsync("/api/translate", body, ("Idempotency-Key", key));
        using var third = await api.SendAsync("/api/translate", body, ("Idempotency-Key", key));

        ((int)second.StatusCode).ShouldBe(200);
        second.Headers.Contains("Idempotency-Replayed").ShouldBeFalse();
        third.Headers.GetValues("Idempotency-Replayed").ShouldBe(["true"]);
        (await third.Content.ReadAsStringAsync()).ShouldBe(await second.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task What_was_cancelled_is_done_anew_under_its_key()
    {
        using var api = system.ClientOf();
        var (key, body) = (Guid.NewGuid().ToString(), Body());
        var arrived = new TaskCompletionSource();
        system.Model.Default = new ScriptedReply
        {
            HoldUntil = new TaskCompletionSource().Task,
            OnArrived = () => arrived.TrySetResult(),
        };
        var (async, once) = (("Prefer", "respond-async"), ("Idempotency-Key", key));
        using var first = await api.SendAsync("/api/translate", body, async, once);
        await arrived.Task;
        var path = first.Headers.Location!.ToString();
        (await api.DeleteAsync(path, TestContext.Current.CancellationToken)).EnsureSuccessStatusCode();
        (await api.EndOfAsync(path.Split('/')[^1])).State.ShouldBe(TaskState.Cancelled);
        system.Reset();

        using var second = await api.SendAsync("/api/translate", body, async, once);

        second.Headers.Contains("Idempotency-Replayed").ShouldBeFalse();
        second.Headers.Location!.ToString().ShouldNotBe(path);
        var task = await api.EndOfAsync(second.Headers.Location.ToString().Split('/')[^1]);
        task.State.ShouldBe(TaskState.Completed);
    }

    [Fact]
    public async Task A_message_whose_translation_failed_is_translated_anew_under_its_key_and_written_once()
    {
        using var api = system.ClientOf();
        var key = ("Idempotency-Key", Guid.NewGuid().ToString());
        var path = $"/api/conversations/room-{Guid.NewGuid():N}/messages";
        var body = Body();
        system.Model.Default = new ScriptedReply { Text = _ => " " };
        using var first = await api.SendAsync(path, body, key);
        system.Reset();

        using var second = await api.SendAsync(path, body, key);

        ((int)first.StatusCode, (int)second.StatusCode).ShouldBe((201, 200));
        var (kept, translated) = (await first.JsonAsync(), await second.JsonAsync());
        ((string?)kept["error"]!["code"]).ShouldBe("answer_unusable");
        ((string?)translated["turn"]!["outcome"]).ShouldBe("completed");
        ((string?)translated["message"]!["id"]).ShouldBe((string?)kept["message"]!["id"]);
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
