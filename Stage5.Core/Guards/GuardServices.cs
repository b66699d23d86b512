using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Stage5.Core.Configuration;
using Stage5.Core.Storage;

namespace Stage5.Core.Guards;

public static class GuardServices
{
    /// <summary>
    /// Rate, concurrency and budget. Needs the store. Wrong values in <c>Stage5:Budgets</c>, <c>Stage5:Limits</c>
    /// and <c>Stage5:Guards</c> stop the start, all named at once.
    /// </summary>
    public static IServiceCollection AddGuards(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<GuardOptions>()
            .Configure(options => GuardOptionsReader.Read(configuration, options)).ValidateOnStart();
        services.AddKeys(GuardKeys.All);
        services.AddGuardSettings();
        services.AddSingleton<IValidateOptions<GuardOptions>, GuardOptionsValidator>();
        services.AddSingleton<GuardPolicies>();
        services.AddSingleton<GuardStore>();
        services.AddSingleton<HoldKeeper>();
        services.AddHostedService(static provider => provider.GetRequiredService<HoldKeeper>());
        services.AddSingleton(static provider => new TurnGuard(
            provider.GetRequiredService<Store>(),
            provider.GetRequiredService<GuardStore>(),
            provider.GetRequiredService<HoldKeeper>(),
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(static provider => new BudgetBook(
            provider.GetRequiredService<GuardStore>(), provider.GetRequiredService<GuardPolicies>()));
        return services;
    }

    private sealed class GuardOptionsValidator : IValidateOptions<GuardOptions>
    {
        public ValidateOptionsResult Validate(string? name, GuardOptions options) => options.Errors.Count == 0
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(options.Errors);
    }
}
