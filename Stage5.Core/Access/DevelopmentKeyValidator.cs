using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Stage5.Core.Access;

/// <summary>Development tokens are of any tenant and role: production takes none.</summary>
internal sealed class DevelopmentKeyValidator(IHostEnvironment? environment = null) : IValidateOptions<AccessOptions>
{
    public ValidateOptionsResult Validate(string? name, AccessOptions options) =>
        options.DevelopmentPublicKey is { Length: > 0 } && environment?.IsProduction() == true
            ? ValidateOptionsResult.Fail($"{AccessOptions.Section}:{nameof(AccessOptions.DevelopmentPublicKey)} must not be "
                + "set in production: whoever has the other half of the key signs tokens of any role.")
            : ValidateOptionsResult.Success;
}
