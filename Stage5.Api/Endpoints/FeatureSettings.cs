using Stage5.Core.Settings;

namespace Stage5.Api.Endpoints;

/// <summary>The doors that a tenant can close without a start.</summary>
internal static class FeatureSettings
{
    public static IServiceCollection AddFeatureSettings(this IServiceCollection services) => services
        .AddSetting(SettingDefinition.Flag(SettingNames.Drafts,
            "Turns can be saved for when a model can run them; those that are saved already are run all the same.",
            static (_, _) => true))
        .AddSetting(SettingDefinition.Flag(SettingNames.OpenAI, "Programs may call /v1 with OpenAI's wire.",
            static (_, _) => true))
        .AddSetting(SettingDefinition.Flag(SettingNames.Mcp, "Programs may call /mcp with the Model Context Protocol.",
            static (_, _) => true));
}
