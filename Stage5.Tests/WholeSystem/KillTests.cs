using System.Diagnostics;
using Stage5.Contracts;
using Stage5.Tests.Models;

namespace Stage5.Tests.WholeSystem;

/// <summary>Processes that die. A system of its own: what is killed stays dead.</summary>
[Collection(SystemCollection.Name)]
public sealed class KillTests : IAsyncLifetime
{
    private readonly RunningSystem _system = new();

    public ValueTask InitializeAsync() => _system.InitializeAsync();

    public ValueTask DisposeAsync() => _system.DisposeAsync();

    [Fact]
    public async Task A_task_whose_worker_is_killed_is_finished_by_another_once_and_its_log_is_whole()
    {
        using var api = _system.ApiOf();
        using var first = ModelGate.On(_system.Model);
        var taskId = await api.QueueAsync("survive this", "en", "de");
        await first.Reached;
        var watched = api.ReadAllAsync(taskId);

        await KillBusyWorkerAsync(api);
        using var second = ModelGate.On(_system.Model);
        await second.Reached;
        second.Answer("überlebe das");

        var events = await watched;
        events.ShouldBeWhole(taskId);
        events[^1].Type.ShouldBe(TaskEventTypes.TaskCompleted);
        var runs = events.Where(item => item.Type == TaskEventTypes.TaskStarted).ToArray();
        runs.Select(run => (int)run.Payload["attempt"]!).ShouldBe([1, 2]);
        runs.Select(run => run.RunId).Distinct(StringComparer.Ordinal).Count().ShouldBe(2);
        var task = await api.TaskAsync(taskId);
        (task.State, task.Attempt, task.Result!.Text).ShouldBe((TaskState.Completed, 2, "überlebe das"));
    }

    [Fact]
    public async Task A_long_text_whose_worker_is_killed_comes_back_exact_and_asks_for_no_segment_that_was_done_again()
    {
        using var api = _system.ApiOf();
        var text = string.Concat(Enumerable.Range(1, 640).Select(i => $"Sentence number {i} of a long text stands here. "
            + (i % 9 == 0 ? "\n\n" : "")))[..30_000];
        static string Capitals(ScriptedRequest request) => request.LastMessage.ToUpperInvariant();
        var (arrived, never) = (Enumerable.Range(0, 4).Select(_ => new TaskCompletionSource()).ToArray(), new TaskCompletionSource());
        var held = Task.WhenAll(arrived.Select(one => one.Task));
        // Three segments are answered, the fourth is not.
        for (var i = 0; i < 3; i++) _system.Model.Then(new ScriptedReply { Text = Capitals });
        foreach (var one in arrived)
            _system.Model.Then(new ScriptedReply { HoldUntil = never.Task, OnArrived = () => one.TrySetResult() });
        _system.Model.Default = new ScriptedReply { Text = Capitals };
        var taskId = await api.QueueAsync(text, "en", "de");
        var done = new List<TaskEvent>();
        await foreach (var item in api.ReadAsync(taskId))
        {
            if (item.Type == TaskEventTypes.SegmentCompleted) done.Add(item);
            if (done.Count == 3) break;
        }

        // The other places of the turn are taken.
        await held.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        var before = _system.Model.Requests.Count;
        await KillBusyWorkerAsync(api);

        var events = await api.ReadAllAsync(taskId);
        events.ShouldBeWhole(taskId);
        var result = (await api.TaskAsync(taskId)).Result.ShouldNotBeNull();
        result.Text.ShouldBe(text.ToUpperInvariant());
        var view = result.Translations.ShouldNotBeNull().Single();
        view.Segments.ShouldBeGreaterThanOrEqualTo(6);
        view.Cached.ShouldBeGreaterThanOrEqualTo(3);
        (_system.Model.Requests.Count - before).ShouldBe(view.Segments - view.Cached);
        never.SetResult();
    }

    private static async Task KillBusyWorkerAsync(HttpClient api)
    {
        // The status page names each worker by its process and says how busy it is.
        while (true)
        {
            var status = await api.StatusAsync();
            if (status.Resources.FirstOrDefault(IsBusyWorker) is { } busy)
            {
                using var process = Process.GetProcessById(int.Parse(
                    busy.Name.Split('-')[1], System.Globalization.CultureInfo.InvariantCulture));
                process.Kill();
                await process.WaitForExitAsync(TestContext.Current.CancellationToken);
                return;
            }

            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }

    private static bool IsBusyWorker(ResourceStatus resource) =>
        resource.Name.StartsWith("worker-", StringComparison.Ordinal) && resource.Detail.StartsWith("1 of", StringComparison.Ordinal);
}
