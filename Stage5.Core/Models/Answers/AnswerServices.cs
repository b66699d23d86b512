using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Stage5.Core.Configuration;
using Stage5.Core.Settings;
using Stage5.Core.Storage;

namespace Stage5.Core.Models.Answers;

public static class AnswerServices
{
    /// <summary>Adds <see cref="AnswerCache"/>, a singleton. Needs the store.</summary>
    public static IServiceCollection AddAnswers(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddStage5Options<AnswerOptions>(configuration, AnswerOptions.Section);
        services.TryAddSingleton(static provider => new AnswerCache(
            provider.GetRequiredService<Store>(),
            provider.GetRequiredService<IOptions<AnswerOptions>>().Value,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<AnswerCache>>(),
            provider.GetRequiredService<LiveSettings>()));
        services.AddSetting(SettingDefinition.Flag(SettingNames.Answers,
            "Answers of models are kept, and equal questions are asked once.",
            static (provider, _) => provider.GetRequiredService<IOptions<AnswerOptions>>().Value.Enabled,
            $"{AnswerOptions.Section}:{nameof(AnswerOptions.Enabled)}"));
        return services;
    }
}
