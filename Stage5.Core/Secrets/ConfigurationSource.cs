using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Stage5.Core.Secrets;

/// <summary>
/// User secrets and environment, <c>Stage5:Secrets:{name}</c>, for development: read directly, nothing with
/// <c>RequireVault</c>.
/// </summary>
internal sealed class ConfigurationSource(IConfiguration configuration, IOptions<SecretOptions> options)
{
    private readonly bool _allowed = !options.Value.RequireVault;

    public SecretValues? Find(string name)
    {
        if (!_allowed || SecretOptions.IsOption(name) || name.Contains(':', StringComparison.Ordinal))
            return null;
        // A shell cannot set a variable whose name has a dash.
        var value = configuration[$"{SecretOptions.Section}:{name}"]
            ?? configuration[$"{SecretOptions.Section}:{name.Replace('-', '_')}"];
        return value is { Length: > 0 } ? new SecretValues(value, Previous: null) : null;
    }
}
