using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Stage5.Core.Configuration;

namespace Stage5.Core.Language;

public static class TonesServices
{
    /// <summary>The tones; a wrong one stops the start, every error named at once.</summary>
    public static IServiceCollection AddTones(this IServiceCollection services, IConfiguration configuration)
    {
        var tones = new Tones(configuration);
        services.AddKeys([new OptionKey($"{Tones.Section}:{{tenant}}:{{tone}}", "text", null,
            "An instruction to a model; the tenant Default stands for every other.", "brief, as in a telegram.")]);
        services.AddOptions<TonesOptions>().ValidateOnStart();
        services.AddSingleton<IValidateOptions<TonesOptions>>(new Validator(tones));
        return services.AddSingleton(tones);
    }

    /// <summary>Nothing of its own: it ties the tones to the checks at the start.</summary>
    private sealed class TonesOptions;

    private sealed class Validator(Tones tones) : IValidateOptions<TonesOptions>
    {
        public ValidateOptionsResult Validate(string? name, TonesOptions options) =>
            tones.Errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(tones.Errors);
    }
}
