using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Stage5.Core.Language;
using Stage5.Core.Models.Routing;
using Stage5.Core.Recall;
using Stage5.Core.Turns.Stages;

namespace Stage5.Core.Turns;

public static class TurnServices
{
    /// <summary>The pipeline and its stages. Needs models.</summary>
    public static IServiceCollection AddTurns(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<TurnOptions>().Bind(configuration.GetSection(TurnOptions.Section))
            .Validate(static options => options.LiveDeadline > TimeSpan.Zero && options.BatchDeadline > TimeSpan.Zero
                    && options.Parallel is >= 1 and <= 64,
                "Stage5:Turns: LiveDeadline and BatchDeadline must be above zero, Parallel 1 to 64.")
            .ValidateOnStart();
        services.AddSingleton<ITurnStage, Admit>();
        services.AddSingleton<ITurnStage, Resolve>();
        services.AddSingleton<ITurnStage, Protect>();
        services.AddSingleton<ITurnStage, Detect>();
        services.AddSingleton<ITurnStage, Stages.Recall>();
        services.AddSingleton<ITurnStage, Reserve>();
        services.AddSingleton<ITurnStage, Generate>();
        services.AddSingleton<ITurnStage, Refine>();
        services.AddSingleton<ITurnStage, Settle>();
        services.AddSingleton<ITurnStage, Deliver>();
        services.AddSingleton(new Tones(configuration));
        services.AddSingleton<TurnChecks>();
        services.AddSingleton<TurnRoom>();
        services.AddSingleton<TurnContexts>();
        services.AddSingleton<TermFinder>();
        services.AddSingleton<TurnOrders>();
        services.AddSingleton<TurnAnswers>();
        services.AddSingleton<PartMaker>();
        services.AddSingleton<TurnPipeline>();
        services.AddSingleton<TurnRunner>();
        services.AddSingleton<ModelSurvey>();
        services.AddSingleton<TurnForecasts>();
        services.AddSingleton<ISummarizer, TurnSummarizer>();
        return services;
    }
}
