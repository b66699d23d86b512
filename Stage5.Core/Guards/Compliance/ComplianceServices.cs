using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Stage5.Core.Configuration;

namespace Stage5.Core.Guards.Compliance;

public static class ComplianceServices
{
    /// <summary>Personal data, secrets and banned phrases. A wrong policy stops the start, every error named at once.</summary>
    public static IServiceCollection AddCompliance(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(_ => new CompliancePolicies(configuration));
        services.AddKeys(
        [
            .. ComplianceClasses.Detected.Order(StringComparer.Ordinal).Select(name => new OptionKey(
                $"{CompliancePolicies.Section}:{{tenant}}:Classes:{name}", "choice", "redact",
                "What is done about it: allow, redact, review or block. The tenant Default stands for every other.", "block")),
            new($"{CompliancePolicies.Section}:{{tenant}}:BannedPhrases", "list", null,
                "Phrases that no model may write or be sent.", "project bluebird"),
            new($"{CompliancePolicies.Section}:{{tenant}}:BannedPhraseAction", "choice", "keep_original",
                "keep_original or block.", "block"),
        ]);
        services.AddOptions<ComplianceOptions>().ValidateOnStart();
        services.AddSingleton<IValidateOptions<ComplianceOptions>, Validator>();
        return services.AddSingleton(provider => new ComplianceGuard(provider.GetRequiredService<CompliancePolicies>()));
    }

    /// <summary>Nothing of its own: it ties the policies to the checks at the start.</summary>
    private sealed class ComplianceOptions;

    private sealed class Validator(CompliancePolicies policies) : IValidateOptions<ComplianceOptions>
    {
        public ValidateOptionsResult Validate(string? name, ComplianceOptions options) =>
            policies.Errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(policies.Errors);
    }
}
