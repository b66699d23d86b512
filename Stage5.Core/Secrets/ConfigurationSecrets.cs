using Microsoft.Extensions.Configuration;

namespace Stage5.Core.Secrets;

/// <summary>Secrets of user secrets and environment, <c>Stage5:Secrets:{name}</c>: for development.</summary>
internal sealed class ConfigurationSecrets(IConfiguration configuration) : ISecrets
{
    public SecretValues? Find(string name, string? tenant = null) =>
        configuration[$"Stage5:Secrets:{name}"] is { Length: > 0 } value ? new SecretValues(value, Previous: null) : null;
}
