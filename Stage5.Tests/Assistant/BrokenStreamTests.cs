using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Stage5.Contracts;
using Stage5.Core.Guards;
using Stage5.Tests.Models;

namespace Stage5.Tests.Assistant;

/// <summary>A stream left half-way: what runs in the request ends with it, what a worker runs goes on.</summary>
[Collection(AssistantCollection.Name)]
public sealed class BrokenStreamTests(AssistantSystem system)
{
    private readonly TaskCompletionSource _arrived = new();
    private readonly TaskCompletionSource _go = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_turn_whose_stream_is_left_is_cancelled_and_charged_what_it_may_have_cost()
    {
        using var api = system.ClientOf(tenant: AssistantSystem.Budgeted);
        var (spent, _) = await DayAsync();
        var taskId = await LeaveAsync(api);

        var task = await api.EndOfAsync(taskId);

        task.State.ShouldBe(TaskState.Cancelled);
        task.Events[^1].Type.ShouldBe("task_cancelled");
        var cost = task.Receipt.ShouldNotBeNull().Cost.ShouldNotBeNull();
        cost.Estimated.ShouldBeTrue();
        cost.Amount.ShouldBeGreaterThan(0);
        (await DayAsync()).ShouldBe((spent + cost.Amount, 0m));
    }

    [Fact]
    public async Task A_turn_of_a_worker_goes_on_without_who_watched_it()
    {
        using var api = system.ClientOf(tenant: AssistantSystem.Budgeted);
        var (spent, _) = await DayAsync();
        var taskId = await LeaveAsync(api, ("Prefer", "respond-async"));
        _go.SetResult();

        var task = await api.EndOfAsync(taskId);

        task.State.ShouldBe(TaskState.Completed);
        var cost = task.Result.ShouldNotBeNull().Receipt.Cost.ShouldNotBeNull();
        cost.Estimated.ShouldBeFalse();
        (await DayAsync()).ShouldBe((spent + cost.Amount, 0m));
    }

    /// <summary>Asks for a stream and breaks it off while the model works.</summary>
    private async Task<string> LeaveAsync(HttpClient api, params (string Name, string Value)[] headers)
    {
        system.Model.Default = new ScriptedReply
        {
            Text = AssistantSystem.Capitals,
            Usage = (10, 5),
            HoldUntil = _go.Task,
            OnArrived = () => _arrived.TrySetResult(),
        };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/translate")
        {
            Content = JsonContent.Create(new
            {
                text = $"A text of its own: {Guid.NewGuid():N}.",
                sourceLanguage = "en",
                targetLanguage = "de",
            }),
        };
        request.Headers.Accept.ParseAdd("text/event-stream");
        foreach (var (name, value) in headers) request.Headers.Add(name, value);
        using var response = await api.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Ct);
        await _arrived.Task.WaitAsync(Ct);
        return response.Headers.Location!.ToString().Split('/')[^1];
    }

    private async Task<(decimal Spent, decimal Held)> DayAsync()
    {
        var view = await system.Services.GetRequiredService<BudgetBook>().ReadAsync(
            new GuardSubject(AssistantSystem.Budgeted, "ana", "key"), everyone: false, Ct);
        var day = view.Budgets.Single(one => one.Window == "day");
        return (day.Spent, day.Held);
    }
}
