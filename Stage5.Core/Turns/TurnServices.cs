using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Stage5.Core.Configuration;
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
        services.AddStage5Options<TurnOptions>(configuration, TurnOptions.Section);
        services.AddTurnSettings();
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
        services.AddTones(configuration);
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
