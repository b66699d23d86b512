using Microsoft.Extensions.Options;
using Stage5.Contracts;

namespace Stage5.Core.Secrets;

/// <summary>How every secret is that something needs or asked for. Names and times, never a value.</summary>
public sealed class SecretHealth
{
    /// <summary>Source of a secret that a vault has.</summary>
    public const string OfVault = "vault";

    private readonly SecretStore _store;
    private readonly SecretVaults _vaults;
    private readonly ConfigurationSource _configuration;
    private readonly SecretOptions _options;
    private readonly TimeProvider _time;

    internal SecretHealth(
        SecretStore store,
        SecretVaults vaults,
        ConfigurationSource configuration,
        IOptions<SecretOptions> options,
        TimeProvider time) =>
        (_store, _vaults, _configuration, _options, _time) = (store, vaults, configuration, options.Value, time);

    /// <summary>As the tenant's turns see them: from its own vault, if it has one.</summary>
    public SecretsHealthView Read(string? tenant)
    {
        var owner = _vaults.OwnerFor(tenant);
        var entries = _store.Entries.Where(entry => entry.Key.Owner == owner)
            .ToDictionary(entry => entry.Key.Name, entry => entry.Holding, StringComparer.Ordinal);
        var names = _store.Needs.Select(need => need.Key).Union(entries.Keys).Order(StringComparer.Ordinal);
        return new SecretsHealthView(
            _options.RequireVault, [.. names.Select(name => View(name, entries.GetValueOrDefault(name)))]);
    }

    private SecretHealthView View(string name, SecretHolding? held)
    {
        IReadOnlyList<string> needs = [.. _store.Needs[name].Order(StringComparer.Ordinal)];
        if (held is not null and not { FromConfiguration: true })
            return Held(name, needs, held);
        var there = _configuration.Find(name) is not null;
        return new SecretHealthView(
            name,
            needs,
            there ? SecretState.Good : SecretState.Missing,
            there ? "configuration" : null,
            Version: null,
            AgeSeconds: null,
            ExpiresAt: null,
            PreviousGoodUntil: null,
            there ? null : $"No vault is configured. In development set {SecretOptions.Section}:{name}.");
    }

    private SecretHealthView Held(string name, IReadOnlyList<string> needs, SecretHolding held)
    {
        var now = _time.GetUtcNow();
        var state = held.State(now);
        return new SecretHealthView(
            name,
            needs,
            state,
            held.Current is null ? null : OfVault,
            held.Current?.Id,
            held.SaidAt is { } said ? (now - said).TotalSeconds : null,
            held.ExpiresAt,
            held.PreviousUntil > now ? held.PreviousUntil : null,
            held.Detail ?? (state is SecretState.Good ? null : $"It ends at {held.ExpiresAt:u}. Make a new version."));
    }
}
