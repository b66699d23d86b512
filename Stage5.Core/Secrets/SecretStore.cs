using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Stage5.Contracts;

namespace Stage5.Core.Secrets;

/// <summary>
/// Secrets in memory: what is needed is loaded before the host serves, and asked for again ahead of the end of its
/// time to live. A source that is away changes nothing but the state.
/// </summary>
/// <remarks>
/// A name that nobody registered as needed is loaded in the background when first asked for, and is null until then.
/// Where there is no vault, configuration answers directly.
/// </remarks>
internal sealed partial class SecretStore(
    IEnumerable<SecretNeed> needs,
    SecretVaults vaults,
    ConfigurationSource configuration,
    SecretReading reading,
    IOptions<SecretOptions> options,
    TimeProvider time,
    ILogger<SecretStore> logger,
    IEnumerable<ISecretWitness> witnesses)
    : ISecrets
{
    private const int MostNames = 1_000;
    private const int AtOneTime = 4;
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    private readonly SecretNeed[] _needs = [.. needs];
    private readonly ISecretWitness[] _witnesses = [.. witnesses];
    private readonly ConcurrentDictionary<SecretKey, SecretEntry> _entries = new();
    private TaskCompletionSource _asked = NewSignal();

    public IEnumerable<SecretEntry> Entries => _entries.Values;

    public ILookup<string, string> Needs { get; } =
        needs.Distinct().ToLookup(need => need.Name, need => need.For, StringComparer.Ordinal);

    public SecretValues? Find(string name, string? tenant = null)
    {
        var key = new SecretKey(name, vaults.OwnerFor(tenant));
        if (vaults.Of(key.Owner).Count == 0)
            return configuration.Find(name);
        if (!_entries.TryGetValue(key, out var entry))
        {
            // Names come from configuration; a caller that invents them must not fill the memory.
            if (_entries.Count >= MostNames)
                return null;
            entry = _entries.GetOrAdd(key, NewEntry);
            _asked.TrySetResult();
        }

        var holding = entry.Holding;
        return holding.FromConfiguration ? configuration.Find(name) : holding.Values(time.GetUtcNow());
    }

    public string? Owner(string name, string? tenant)
    {
        if (vaults.OwnerFor(tenant) is not { } owner)
            return null;
        // What is not known yet, or not good, is the tenant's own trouble.
        return _entries.TryGetValue(new SecretKey(name, owner), out var entry)
            && entry.Holding is { FromConfiguration: true } or { FromSharedVault: true } ? null : owner;
    }

    /// <summary>Loads everything needed, from every vault.</summary>
    /// <exception cref="OptionsValidationException">With RequireVault: everything that is missing, a line each.</exception>
    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        foreach (var name in _needs.Select(need => need.Name).Distinct(StringComparer.Ordinal))
        {
            foreach (var owner in vaults.Tenants.Prepend(null))
            {
                if (vaults.Of(owner).Count > 0)
                    _entries.TryAdd(new SecretKey(name, owner), NewEntry(new SecretKey(name, owner)));
            }
        }

        await AskAsync(_entries.Values, cancellationToken);
        // A crowd of processes that start together is throttled for a moment: that is no reason to fail.
        for (var attempt = 1; attempt < 3 && Unanswered() is { Count: > 0 } unanswered; attempt++)
        {
            var wait = unanswered.Min(entry => entry.Holding.NextAt) - time.GetUtcNow();
            if (wait > TimeSpan.FromSeconds(10))
                break;
            await Task.Delay(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, time, cancellationToken);
            await AskAsync(unanswered, cancellationToken);
        }

        Refuse(Missing());
    }

    /// <summary>Asks for what is due now.</summary>
    public Task RefreshDueAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return AskAsync(_entries.Values.Where(entry => entry.Holding.NextAt <= now), cancellationToken);
    }

    /// <summary>Until told to stop: asks for what is due, when it is due.</summary>
    public async Task KeepFreshAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            var asked = Interlocked.Exchange(ref _asked, NewSignal());
            try
            {
                await RefreshDueAsync(cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }

            var next = _entries.Values.Select(entry => entry.Holding.NextAt).DefaultIfEmpty(DateTimeOffset.MaxValue).Min();
            var wait = next - time.GetUtcNow();
            if (wait <= TimeSpan.Zero)
                continue;
            using var woken = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var tick = Task.Delay(wait < Day ? wait : Day, time, woken.Token);
            await Task.WhenAny(tick, asked.Task, _asked.Task);
            await woken.CancelAsync();
        }
    }

    private async Task AskAsync(IEnumerable<SecretEntry> entries, CancellationToken cancellationToken) =>
        await Parallel.ForEachAsync(
            entries.ToList(),
            new ParallelOptions { MaxDegreeOfParallelism = AtOneTime, CancellationToken = cancellationToken },
            async (entry, token) => await AskAsync(entry, token));

    private async ValueTask AskAsync(SecretEntry entry, CancellationToken cancellationToken)
    {
        await entry.Asking.WaitAsync(cancellationToken);
        try
        {
            var held = entry.Holding;
            var now = await reading.ReadAsync(entry.Key, held, cancellationToken);
            entry.Holding = now;
            Tell(entry, held, now);
        }
        finally
        {
            entry.Asking.Release();
        }
    }

    private void Tell(SecretEntry entry, SecretHolding before, SecretHolding after)
    {
        var name = entry.Key.Name;
        if (after.IsAway && !before.IsAway)
            LogAway(name, after.Detail);
        else if (before.IsAway && !after.IsAway)
            LogBack(name);
        if (before.Current is not null && after.Current is null)
            LogLost(name, after.Detail);
        else if (before.Current is { } old && after.Current is { } current && old.Id != current.Id)
            LogRotated(name, current.Id, after.PreviousUntil);
        if (after.Current is { } taken && taken.Id != before.Current?.Id)
        {
            foreach (var witness in _witnesses)
                witness.Took(name, entry.Key.Owner, before.Current?.Id, taken.Id);
        }
        WarnOfEnd(entry, after);
    }

    private void WarnOfEnd(SecretEntry entry, SecretHolding holding)
    {
        var now = time.GetUtcNow();
        var state = holding.State(now);
        if (holding.ExpiresAt is not { } end || entry.WarnedAt + Day > now
            || end - now >= TimeSpan.FromDays(30))
            return;
        entry.WarnedAt = now;
        if (state == SecretState.Expired)
            LogExpired(entry.Key.Name, end);
        else if (state == SecretState.ExpiresVerySoon)
            LogExpiresVerySoon(entry.Key.Name, (end - now).TotalDays);
        else
            LogExpiresSoon(entry.Key.Name, (end - now).TotalDays);
    }

    private List<SecretEntry> Unanswered() =>
        [.. _entries.Values.Where(entry => entry.Holding is { IsAway: true, Current: null })];

    private List<(string Name, string Reason)> Missing() =>
    [
        .. Needs.Where(need => Find(need.Key) is null).OrderBy(need => need.Key, StringComparer.Ordinal)
            .Select(need => (need.Key, Reason(need.Key))),
    ];

    private string Reason(string name) => _entries.TryGetValue(new SecretKey(name, null), out var entry)
        ? entry.Holding.Detail ?? "Nobody has it."
        : options.Value.RequireVault ? "No vault is configured." : $"Set {SecretOptions.Section}:{name}.";

    private void Refuse(List<(string Name, string Reason)> missing)
    {
        // What a tenant brings is there for that tenant.
        var borne = missing.Where(one => !options.Value.RequireVault
            || vaults.Tenants.Any(tenant => Find(one.Name, tenant) is not null)).ToList();
        foreach (var (name, reason) in borne)
            LogMissing(name, string.Join(", ", Needs[name]), reason);
        if (!options.Value.RequireVault)
            return;

        var lines = missing.Except(borne).Select(one =>
            $"{SecretOptions.Section}:{one.Name}: is missing, for {string.Join(", ", Needs[one.Name])}: {one.Reason} "
            + "Source: Key Vault.").ToList();
        if (!vaults.Any)
            lines.Insert(0, "ConnectionStrings:secrets: is missing, and Stage5:Secrets:RequireVault is set. Source: default. "
                + "Example: ConnectionStrings__secrets=https://stage5.vault.azure.net/");
        if (lines.Count > 0)
            throw new OptionsValidationException(SecretOptions.Section, typeof(SecretOptions), lines);
    }

    private static SecretEntry NewEntry(SecretKey key) => new(
        key, new SecretHolding { NextAt = DateTimeOffset.MinValue, Detail = "It was not asked for yet." });

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
