using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Stage5.Core.Configuration;
using Stage5.Core.Reviews;
using Stage5.Core.Storage;

namespace Stage5.Core.Tasks;

public static class TaskServices
{
    /// <summary>
    /// <see cref="WorkerOptions"/>; in every host, so that the API can say what a worker would say of them.
    /// </summary>
    public static IServiceCollection AddWorkerOptions(this IServiceCollection services, IConfiguration configuration) =>
        services.AddStage5Options<WorkerOptions>(configuration, WorkerOptions.Section).Services;

    /// <summary>
    /// Adds <see cref="TaskStore"/>, <see cref="TaskQueue"/>, <see cref="TaskEventLog"/> and
    /// <see cref="WorkerPresence"/>, each a singleton. Needs <c>AddStorage()</c>.
    /// </summary>
    /// <param name="section"><c>Stage5:Tasks</c>, read as <see cref="TaskOptions"/>.</param>
    public static IServiceCollection AddTasks(this IServiceCollection services, IConfiguration section)
    {
        services.AddStage5Section<TaskOptions>(section, "Stage5:Tasks");
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(Random.Shared);
        services.TryAddSingleton<WorkSignals>();
        services.TryAddSingleton<CancelSignals>();
        services.TryAddSingleton<TaskEventHub>();
        services.TryAddSingleton<WorkerPresence>();
        services.TryAddSingleton(p => new TaskRunContext(
            p.GetRequiredService<Store>(),
            p.GetRequiredService<IOptions<TaskOptions>>().Value,
            p.GetRequiredService<TimeProvider>(),
            p.GetRequiredService<Random>(),
            p.GetRequiredService<WorkSignals>(),
            p.GetRequiredService<CancelSignals>(),
            p.GetRequiredService<IOptions<ReviewOptions>>().Value,
            p.GetRequiredService<ILogger<TaskRun>>()));
        services.TryAddSingleton(p => new TaskStore(p.GetRequiredService<TaskRunContext>()));
        services.TryAddSingleton(p => new TaskQueue(
            p.GetRequiredService<TaskRunContext>(), p.GetRequiredService<ILogger<TaskQueue>>()));
        services.TryAddSingleton(p => new TaskEventLog(
            p.GetRequiredService<Store>(),
            p.GetRequiredService<TaskEventHub>(),
            p.GetRequiredService<TimeProvider>()));
        return services;
    }
}
