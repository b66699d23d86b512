using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using StackExchange.Redis;
using Stage5.Contracts;
using Stage5.Core.Storage;
using Stage5.Core.Tasks;

namespace Stage5.Benchmarks.Events;

/// <summary>
/// Thousands of viewers of one API process, each on a connection of its own: what they cost it in memory, and how long
/// an event takes from its writer to each of them. Writer and viewers are here, so that one clock measures.
/// </summary>
internal static class EventViewers
{
    private const double Mebi = 1024 * 1024;
    private const int SmallBuffer = 4096;

    public static async Task<int> RunAsync(ViewersOptions options)
    {
        using var host = await HostAsync(options.Store);
        await host.Services.GetRequiredService<IConnectionMultiplexer>().GetDatabase().ExecuteAsync("FLUSHALL");
        var runs = new List<TaskRun>();
        for (var i = 0; i < options.Tasks; i++)
            runs.Add(await host.Services.GetRequiredService<TaskStore>().StartInlineAsync(Spec()));
        using var api = await ApiProcess.StartAsync(options);
        await WarmUpAsync(api, runs);
        var idle = api.Resident;

        var opened = Stopwatch.GetTimestamp();
        var viewers = await OpenAsync(api, runs, options.Viewers, buffer: null);
        var took = Stopwatch.GetElapsedTime(opened);
        var stalled = await OpenAsync(api, runs, options.Stalled, SmallBuffer);
        var reading = viewers.Select(viewer => viewer.ReadAsync()).ToArray();
        await Task.Delay(TimeSpan.FromSeconds(12));
        var watching = api.Resident;
        var (busy, started) = (api.Busy, Stopwatch.GetTimestamp());

        await Task.WhenAll(runs.Select((run, i) => WriteAsync(run, options.Events, i / (double)runs.Count)));
        await Task.WhenAll(reading).WaitAsync(TimeSpan.FromMinutes(1));

        var (share, after, peak) = ((api.Busy - busy) / Stopwatch.GetElapsedTime(started), api.Resident, api.Peak);
        var times = viewers.SelectMany(viewer => viewer.Milliseconds).Order().ToArray();
        var broken = viewers.Count(viewer => !viewer.Whole || viewer.Milliseconds.Count != options.Events + 1);
        await Console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
            $"viewers={viewers.Count} stalled={stalled.Count} tasks={runs.Count} opened_in={took.TotalSeconds:0.0}s "
            + $"idle={idle / Mebi:0}MiB watching={watching / Mebi:0}MiB "
            + $"per_viewer={(watching - idle) / 1024.0 / (viewers.Count + stalled.Count):0.0}KiB "
            + $"after={after / Mebi:0}MiB peak={peak / Mebi:0}MiB "
            + $"deliveries={times.Length} p50={At(times, 0.5):0.0}ms p99={At(times, 0.99):0.0}ms max={times[^1]:0.0}ms "
            + $"api_processors={share:0.00} broken={broken}"));
        foreach (var viewer in viewers.Concat(stalled))
            viewer.Dispose();
        foreach (var run in runs)
            await run.DisposeAsync();
        await host.StopAsync();
        return broken == 0 ? 0 : 1;
    }

    private static async Task<List<Viewer>> OpenAsync(ApiProcess api, List<TaskRun> runs, int count, int? buffer)
    {
        var viewers = Enumerable.Range(0, count).Select(_ => new Viewer()).ToList();
        await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = 32 }, async (i, _) =>
            await viewers[i].OpenAsync(api, runs[i % runs.Count].Task.TaskId, buffer));
        return viewers;
    }

    // What any API has loaded that has been in use.
    private static async Task WarmUpAsync(ApiProcess api, List<TaskRun> runs)
    {
        foreach (var viewer in await OpenAsync(api, runs, 50, buffer: null))
            viewer.Dispose();
        await Task.Delay(TimeSpan.FromSeconds(1));
    }

    private static async Task WriteAsync(TaskRun run, int events, double offset)
    {
        await Task.Delay(TimeSpan.FromSeconds(offset));
        for (var i = 0; i < events; i++)
        {
            await run.AppendAsync(TaskEventTypes.StageStarted, At());
            await Task.Delay(TimeSpan.FromSeconds(1));
        }

        await run.FinishAsync(new TaskEnd(TaskState.Completed, At()));

        static JsonObject At() => new() { ["stage"] = "generate", ["number"] = 7, ["at"] = Stopwatch.GetTimestamp() };
    }

    private static double At(double[] sorted, double share) =>
        sorted[(int)Math.Min(sorted.Length - 1, sorted.Length * share)];

    private static TaskSpec Spec() => new(ViewersOptions.Tenant, ViewersOptions.User, "bench", new TaskRequest
    {
        Kind = TaskKinds.Translate,
        Text = "Good morning",
        SourceLanguage = "en",
        TargetLanguage = "es",
    }, null);

    private static async Task<IHost> HostAsync(string store)
    {
        var connection = await ConnectionMultiplexer.ConnectAsync(
            $"{store},abortConnect=false,connectTimeout=5000,allowAdmin=true");
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddSingleton(TimeProvider.System).AddSingleton<IConnectionMultiplexer>(connection)
            .AddLogging().AddStorage().AddTasks(builder.Configuration.GetSection("Stage5:Tasks"));
        var host = builder.Build();
        await host.StartAsync();
        return host;
    }
}
