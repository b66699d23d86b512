using Azure;
using Azure.Security.KeyVault.Secrets;

namespace Stage5.Web.SignIn;

/// <summary>
/// The dashboard's own secrets by name: from the shared vault (<c>ConnectionStrings:secrets</c>) where there is one, else
/// from <c>Stage5:Secrets:{name}</c>. A value is used for ten minutes, so a rotation needs no restart.
/// </summary>
internal sealed class WebSecrets(IConfiguration configuration, TimeProvider time, SecretClient? vault = null)
    : IDisposable
{
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(10);
    private readonly Dictionary<string, (string Value, DateTimeOffset ReadAt)> _held = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _asking = new(1, 1);

    /// <summary>Null when neither has it. While the vault is away the last value stays.</summary>
    public async Task<string?> FindAsync(string name, CancellationToken ct)
    {
        if (vault is null)
            return Configured(name);
        await _asking.WaitAsync(ct);
        try
        {
            var now = time.GetUtcNow();
            if (_held.TryGetValue(name, out var held) && now < held.ReadAt + Kept)
                return held.Value;
            try
            {
                var value = (await vault.GetSecretAsync(name, cancellationToken: ct)).Value.Value;
                _held[name] = (value, now);
                return value;
            }
            catch (RequestFailedException e) when (e.Status == 404)
            {
                return Configured(name);
            }
            catch (RequestFailedException) when (held.Value is not null)
            {
                return held.Value;
            }
        }
        finally
        {
            _asking.Release();
        }
    }

    public void Dispose() => _asking.Dispose();

    // With RequireVault configuration is no source; a shell cannot set a variable whose name has a dash.
    private string? Configured(string name) => configuration.GetValue<bool>("Stage5:Secrets:RequireVault")
        ? null
        : configuration[$"Stage5:Secrets:{name}"] ?? configuration[$"Stage5:Secrets:{name.Replace('-', '_')}"];
}
