using Microsoft.Extensions.Options;
using Stage5.Core.Storage;

namespace Stage5.Core.Secrets;

/// <summary>Names every wrong option at once.</summary>
internal sealed class SecretOptionsValidator : IValidateOptions<SecretOptions>
{
    public ValidateOptionsResult Validate(string? name, SecretOptions options)
    {
        var errors = new List<string>();
        if (options.CacheMinutes is not (>= 0.1 and <= 1440))
            errors.Add($"{SecretOptions.Section}:CacheMinutes must be 0.1 to 1440.");
        if (options.OverlapMinutes is not (>= 0 and <= 10_080))
            errors.Add($"{SecretOptions.Section}:OverlapMinutes must be 0 to 10080.");
        foreach (var (tenant, vault) in options.Vaults)
        {
            if (!TenantId.IsValid(tenant))
                errors.Add($"{SecretOptions.Section}:Vaults:{tenant}: this is no tenant's name.");
            if (!Uri.TryCreate(vault, UriKind.Absolute, out var uri) || uri.Scheme != Uri.UriSchemeHttps)
                errors.Add($"{SecretOptions.Section}:Vaults:{tenant} must be the https URI of a vault.");
        }

        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }
}
