using Azure.Security.KeyVault.Secrets;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Stage5.Core.Secrets;

namespace Stage5.Core.Webhooks;

/// <summary>
/// The secrets of sources, where configuration has them: none is missing, short or made of zeros. Where there is a
/// vault, it is asked when the process starts, and the proof of callbacks looks at what it said.
/// </summary>
internal sealed class CallbackSecretsValidator(IServiceProvider services, IConfiguration configuration)
    : IValidateOptions<CallbackOptions>
{
    public ValidateOptionsResult Validate(string? name, CallbackOptions options)
    {
        if (options.Sources.Count == 0 || HasVault() || Source() is not { } secrets)
            return ValidateOptionsResult.Success;
        string[] errors =
        [
            .. options.Sources.Where(source => source.Value.Secret is { Length: > 0 })
                .Select(source => CallbackSources.ProblemOf(
                    source.Key, source.Value, secrets.Find(source.Value.Secret!)?.Current))
                .OfType<string>(),
        ];
        return errors.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }

    private bool HasVault() => !string.IsNullOrWhiteSpace(configuration.GetConnectionString("secrets"))
        || configuration.GetSection($"{SecretOptions.Section}:{nameof(SecretOptions.Vaults)}").GetChildren().Any()
        || services.GetService<IServiceProviderIsService>()?.IsService(typeof(SecretClient)) == true;

    private ConfigurationSource? Source()
    {
        try
        {
            return services.GetRequiredService<ConfigurationSource>();
        }
        catch (OptionsValidationException)
        {
            // What is wrong with the options of secrets is told as what it is.
            return null;
        }
    }
}
