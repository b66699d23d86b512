using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Stage5.Core.Configuration;
using Stage5.Core.Models.Routing;
using Stage5.Core.Storage;
using Stage5.Core.Tasks;

namespace Stage5.Core.Drafts;

public static class DraftServices
{
    /// <summary>
    /// Adds <see cref="DraftStore"/>, <see cref="DraftWatch"/> and <see cref="DraftReplayer"/>. Needs the store
    /// and tasks; the last one also models and routing.
    /// </summary>
    public static IServiceCollection AddDrafts(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddStage5Options<DraftOptions>(configuration, DraftOptions.Section);
        services.TryAddSingleton<IDraftReadiness>(static provider =>
            new ModelReadiness(provider.GetRequiredService<ModelRouter>()));
        services.TryAddSingleton(static provider => new DraftStore(
            provider.GetRequiredService<Store>(),
            provider.GetRequiredService<IOptions<DraftOptions>>().Value,
            provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton(static provider => new DraftWatch(
            provider.GetRequiredService<Store>(),
            provider.GetRequiredService<DraftStore>(),
            provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton(static provider => new DraftReplayer(
            provider.GetRequiredService<Store>(),
            provider.GetRequiredService<DraftStore>(),
            provider.GetRequiredService<TaskStore>(),
            provider.GetRequiredService<IDraftReadiness>(),
            provider.GetRequiredService<IOptions<DraftOptions>>().Value,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<Random>(),
            provider.GetRequiredService<ILogger<DraftReplayer>>()));
        return services;
    }
}
