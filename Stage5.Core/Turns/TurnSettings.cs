using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Stage5.Contracts;
using Stage5.Core.Settings;

namespace Stage5.Core.Turns;

/// <summary>What of turns acts without a start.</summary>
public static class TurnSettings
{
    /// <summary>Languages of one turn where nothing is set.</summary>
    public const int MostTargets = 1 + Limits.AdditionalLanguages;

    /// <summary>What holds for a tenant's turn that begins now.</summary>
    public static TurnOptions For(this IOptions<TurnOptions> options, string tenant, LiveSettings? live)
    {
        var configured = options.Value;
        return live?.For(tenant) is not { Version: > 0 } values ? configured : new TurnOptions
        {
            LiveDeadline = Seconds(SettingNames.LiveDeadline, configured.LiveDeadline),
            BatchDeadline = Seconds(SettingNames.BatchDeadline, configured.BatchDeadline),
            Parallel = (int)(values.Find(SettingNames.Parallel) ?? configured.Parallel),
            ContextTokens = (int)(values.Find(SettingNames.ContextTokens) ?? configured.ContextTokens),
            StreamText = configured.StreamText,
        };

        TimeSpan Seconds(string name, TimeSpan otherwise) =>
            values.Find(name) is { } seconds ? TimeSpan.FromSeconds(seconds) : otherwise;
    }

    internal static void AddTurnSettings(this IServiceCollection services)
    {
        Add(services, SettingNames.LiveDeadline, "seconds", 1, 600, nameof(TurnOptions.LiveDeadline),
            "Time that a turn may take for each segment while a person waits.",
            static options => (long)Math.Ceiling(options.LiveDeadline.TotalSeconds));
        Add(services, SettingNames.BatchDeadline, "seconds", 1, 3_600, nameof(TurnOptions.BatchDeadline),
            "Time that a turn of lane batch may take for each segment.",
            static options => (long)Math.Ceiling(options.BatchDeadline.TotalSeconds));
        Add(services, SettingNames.Parallel, "parts", 1, 64, nameof(TurnOptions.Parallel),
            "Parts of one turn (languages, segments) that are made at once.", static options => options.Parallel);
        Add(services, SettingNames.ContextTokens, "tokens", 0, 100_000, nameof(TurnOptions.ContextTokens),
            "What a model is told of the conversation at most; 0 tells nothing.", static options => options.ContextTokens);
        services.AddSetting(new SettingDefinition(SettingNames.Targets, "languages", 1, MostTargets,
            "Languages that one turn may be translated into.", static (_, _) => MostTargets, static _ => []));
        services.AddSetting(SettingDefinition.Flag(SettingNames.Recall,
            "Models are told what a conversation remembers.", static (_, _) => true));
    }

    private static void Add(
        IServiceCollection services, string name, string unit, long least, long most, string key, string description,
        Func<TurnOptions, long> of) => services.AddSetting(new SettingDefinition(name, unit, least, most, description,
            (provider, _) => of(provider.GetRequiredService<IOptions<TurnOptions>>().Value),
            _ => [$"{TurnOptions.Section}:{key}"]));
}
