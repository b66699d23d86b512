using Azure.Security.KeyVault.Secrets;
using Microsoft.Extensions.Options;

namespace Stage5.Core.Secrets;

/// <summary>The vaults there are: the shared one, and those of tenants.</summary>
internal sealed class SecretVaults
{
    private readonly Dictionary<string, VaultSource[]> _ofTenants = new(StringComparer.Ordinal);
    private readonly VaultSource[] _shared;

    /// <param name="shared">None where the host has no <c>ConnectionStrings:secrets</c>.</param>
    /// <param name="open">A client for a tenant's vault; the host knows with which identity.</param>
    public SecretVaults(
        IEnumerable<SecretClient> shared,
        IEnumerable<Func<Uri, SecretClient>> open,
        IOptions<SecretOptions> options,
        TimeProvider time)
    {
        _shared = [.. shared.Take(1).Select(client => new VaultSource(client, time))];
        foreach (var (tenant, vault) in options.Value.Vaults)
        {
            var client = open.LastOrDefault() ?? throw new InvalidOperationException(
                $"{SecretOptions.Section}:Vaults is set, but this host cannot open a tenant's vault.");
            _ofTenants[tenant] = [new VaultSource(client(new Uri(vault!)), time), .. _shared];
        }
    }

    public bool Any => _shared.Length > 0 || _ofTenants.Count > 0;

    public IEnumerable<string> Tenants => _ofTenants.Keys;

    /// <summary>Whose vaults a tenant's secrets come from: its own name, or null for the shared ones.</summary>
    public string? OwnerFor(string? tenant) => tenant is not null && _ofTenants.ContainsKey(tenant) ? tenant : null;

    /// <summary>In the order in which they are asked.</summary>
    public IReadOnlyList<VaultSource> Of(string? owner) => owner is null ? _shared : _ofTenants[owner];
}
