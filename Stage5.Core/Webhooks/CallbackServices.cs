using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Stage5.Core.Secrets;

namespace Stage5.Core.Webhooks;

public static class CallbackServices
{
    /// <summary>What a host that takes callbacks verifies them with. Needs the store and secrets.</summary>
    public static IServiceCollection AddCallbackSources(
        this IServiceCollection services, IConfiguration configuration)
    {
        var section = configuration.GetSection(CallbackOptions.Section);
        services.AddOptions<CallbackOptions>().Bind(section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<CallbackOptions>, CallbackOptionsValidator>();
        services.AddSingleton<IValidateOptions<CallbackOptions>>(
            provider => new CallbackSecretsValidator(provider, configuration));
        foreach (var source in section.GetSection(nameof(CallbackOptions.Sources)).GetChildren())
        {
            if (source[nameof(CallbackSourceOptions.Secret)] is { Length: > 0 } secret)
                services.AddSingleton(new SecretNeed(secret, $"callback source {source.Key}"));
        }

        services.AddSingleton<CallbackSources>();
        services.AddSingleton<CallbackReplays>();
        return services;
    }
}
