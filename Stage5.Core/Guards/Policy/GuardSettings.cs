using Microsoft.Extensions.DependencyInjection;
using Stage5.Core.Settings;

namespace Stage5.Core.Guards;

/// <summary>What of the guards acts without a start.</summary>
internal static class GuardSettings
{
    private const long LargestRate = 1_000_000_000;

    public static void AddGuardSettings(this IServiceCollection services)
    {
        Add(services, SettingNames.RequestsPerMinute, "requests a minute", 0, LargestRate, "RequestsPerMinute",
            "Requests a minute of the tenant; 0 is no limit.", static policy => policy.Rates[0].PerMinute);
        Add(services, SettingNames.RequestBurst, "requests", 1, LargestRate, "RequestBurst",
            "Requests of the tenant that may come at once.", static policy => policy.Rates[0].Burst);
        Add(services, SettingNames.TokensPerMinute, "tokens a minute", 0, LargestRate, "TokensPerMinute",
            "Tokens a minute of the tenant; 0 is no limit.", static policy => policy.Rates[3].PerMinute);
        Add(services, SettingNames.TokenBurst, "tokens", 1, LargestRate, "TokenBurst",
            "Tokens of the tenant that may be asked for at once.", static policy => policy.Rates[3].Burst);
        Add(services, SettingNames.Concurrency, "calls", 1, 100_000, "Concurrency",
            "Calls of the tenant that may run at once.", static policy => policy.Places);
        services.AddSetting(new SettingDefinition(SettingNames.AlertPercent, "%", 0, 100,
            "Share of a hard limit above which a budget without a soft limit of its own is told of; 0 tells nothing.",
            static (_, _) => 0, static _ => []));
    }

    private static void Add(
        IServiceCollection services, string name, string unit, long least, long most, string key, string description,
        Func<GuardPolicy, long> of) => services.AddSetting(new SettingDefinition(name, unit, least, most, description,
            (provider, tenant) => of(provider.GetRequiredService<GuardPolicies>().Configured(tenant)),
            tenant => [$"Stage5:Limits:{tenant}:{key}", $"Stage5:Limits:Default:{key}"]));
}
