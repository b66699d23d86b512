using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Stage5.Core.Configuration;
using Stage5.Core.Guards.Compliance;
using Stage5.Core.Language.Glossaries;
using Stage5.Core.Storage;
using Stage5.Core.Tasks;

namespace Stage5.Core.Reviews;

public static class ReviewServices
{
    /// <summary>
    /// Adds <see cref="ReviewDesk"/>, <see cref="ReviewBoard"/>, <see cref="ReviewQueue"/>, <see cref="ReviewWatch"/>
    /// and the <see cref="IReviewPolicy"/>. Needs <c>AddTasks()</c>, <c>AddGlossaries()</c> and <c>AddCompliance()</c>.
    /// </summary>
    public static IServiceCollection AddReviews(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddStage5Options<ReviewOptions>(configuration, ReviewOptions.Section);
        services.TryAddSingleton<IReviewPolicy, ReviewPolicy>();
        services.TryAddSingleton(static provider => new ReviewRules(
            provider.GetRequiredService<ComplianceGuard>(),
            provider.GetRequiredService<GlossaryService>(),
            provider.GetRequiredService<TaskStore>()));
        services.TryAddSingleton(static provider => new ReviewBoard(
            provider.GetRequiredService<Store>(), provider.GetRequiredService<IOptions<ReviewOptions>>()));
        services.TryAddSingleton(static provider => new ReviewRulings(
            provider.GetRequiredService<Store>(),
            provider.GetRequiredService<TaskRunContext>(),
            provider.GetRequiredService<ReviewRules>()));
        services.TryAddSingleton(static provider => new ReviewDesk(
            provider.GetRequiredService<Store>(),
            provider.GetRequiredService<IOptions<ReviewOptions>>(),
            provider.GetRequiredService<ReviewRulings>(),
            provider.GetRequiredService<ReviewBoard>()));
        services.TryAddSingleton(static provider => new ReviewQueue(
            provider.GetRequiredService<Store>(),
            provider.GetRequiredService<ReviewBoard>(),
            provider.GetRequiredService<TaskStore>()));
        services.TryAddSingleton(static provider => new ReviewWatch(
            provider.GetRequiredService<Store>(),
            provider.GetRequiredService<ReviewQueue>(),
            provider.GetRequiredService<TimeProvider>()));
        return services;
    }
}
