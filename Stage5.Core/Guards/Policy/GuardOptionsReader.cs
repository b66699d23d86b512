using System.Globalization;
using Microsoft.Extensions.Configuration;
using Stage5.Core.Storage;

namespace Stage5.Core.Guards;

/// <summary>Reads the guards' sections and names every error at once; a key nobody knows is one.</summary>
internal sealed class GuardOptionsReader(GuardOptions options)
{
    private const string NoLimit = "none";
    private const long LargestRate = 1_000_000_000;

    public static void Read(IConfiguration configuration, GuardOptions options)
    {
        var reader = new GuardOptionsReader(options);
        reader.Each(configuration.GetSection("Stage5:Guards"), reader.General);
        reader.Each(configuration.GetSection("Stage5:Budgets"), tenant => reader.Tenant(tenant, reader.Budget));
        reader.Each(configuration.GetSection("Stage5:Limits"), tenant => reader.Tenant(tenant, reader.Rates));
        reader.Check();
    }

    private void General(IConfigurationSection section)
    {
        if (!Is(section, nameof(GuardOptions.Lease)))
            Unknown(section);
        else if (TimeSpan.TryParse(section.Value, CultureInfo.InvariantCulture, out var lease)
            && lease >= TimeSpan.FromSeconds(1) && lease <= TimeSpan.FromMinutes(10))
            options.Lease = lease;
        else
            Wrong(section, "must be a time from 00:00:01 to 00:10:00");
    }

    private void Tenant(IConfigurationSection section, Action<TenantSettings, IConfigurationSection> read)
    {
        if (!Is(section, GuardOptions.DefaultTenant) && !TenantId.IsValid(section.Key))
            Wrong(section, $"is for a tenant's name, in lower case, or {GuardOptions.DefaultTenant}");
        if (!options.Tenants.TryGetValue(section.Key, out var tenant))
            options.Tenants[section.Key] = tenant = new TenantSettings();
        Each(section, entry => read(tenant, entry));
    }

    private void Budget(TenantSettings tenant, IConfigurationSection section)
    {
        if (WindowOf(section) is { } window)
            Window(tenant, 0, window, section);
        else if (Index(["", "Keys", "Users", "Conversations"], section) is > 0 and var scope)
            Each(section, entry =>
            {
                if (WindowOf(entry) is { } own) Window(tenant, scope, own, entry);
                else Unknown(entry);
            });
        else if (Is(section, "Mode"))
        {
            tenant.Enforce = string.Equals(section.Value, "enforce", StringComparison.OrdinalIgnoreCase);
            if (tenant.Enforce == false
                && !string.Equals(section.Value, "observe", StringComparison.OrdinalIgnoreCase))
                Wrong(section, "must be one of: enforce, observe");
        }
        else if (Is(section, "Currency"))
        {
            tenant.Currency = section.Value?.ToUpperInvariant();
            if (tenant.Currency is not { Length: 3 } currency || !currency.All(char.IsAsciiLetter))
                Wrong(section, "must be three letters of ISO 4217");
        }
        else if (Is(section, "TimeZone"))
        {
            if (TimeZoneInfo.TryFindSystemTimeZoneById(section.Value ?? "", out var zone)) tenant.TimeZone = zone;
            else Wrong(section, "must be a time zone's IANA name, such as Europe/Madrid");
        }
        else
            Unknown(section);
    }

    private void Window(TenantSettings tenant, int scope, int window, IConfigurationSection section) =>
        Each(section, entry =>
        {
            if (Is(entry, "HardLimit")) tenant.Hard[scope, window] = Amount(entry);
            else if (Is(entry, "SoftLimit")) tenant.Soft[scope, window] = Amount(entry);
            else Unknown(entry);
        });

    private void Rates(TenantSettings tenant, IConfigurationSection section)
    {
        if (Index(["", "Keys", "Users"], section) is > 0 and var scope)
            Each(section, entry => { if (!Rate(tenant, scope, entry)) Unknown(entry); });
        else if (Is(section, "Concurrency"))
            tenant.Concurrency = Number(section, 1, 100_000);
        else if (Is(section, "BatchShare"))
        {
            if (decimal.TryParse(section.Value, NumberStyles.Number, CultureInfo.InvariantCulture, out var share)
                && share is >= 0 and <= 1) tenant.BatchShare = share;
            else Wrong(section, "must be from 0 to 1");
        }
        else if (!Rate(tenant, 0, section))
            Unknown(section);
    }

    private bool Rate(TenantSettings tenant, int scope, IConfigurationSection section)
    {
        switch (Index(["RequestsPerMinute", "TokensPerMinute", "RequestBurst", "TokenBurst"], section))
        {
            case { } i and < 2:
                tenant.PerMinute[i * 3 + scope] = Number(section, 1, LargestRate);
                return true;
            case { } i:
                tenant.Burst[(i - 2) * 3 + scope] = Number(section, 1, LargestRate);
                return true;
            default:
                return false;
        }
    }

    // What holds for a tenant may come from two places, so it is compared when both are read.
    private void Check()
    {
        var all = options.Tenants.GetValueOrDefault(GuardOptions.DefaultTenant) ?? new TenantSettings();
        foreach (var (name, tenant) in options.Tenants.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            var limits = new GuardPolicy(tenant, all).Limits;
            for (var i = 0; i < 16; i++)
            {
                if (limits[i / 4, i % 4] is { Hard: { } hard, Soft: { } soft } && soft > hard)
                    options.Errors.Add($"Stage5:Budgets:{name}: the {Scopes.Windows[i % 4]}'s SoftLimit of the "
                        + $"{Scopes.Names[i / 4]} is above its HardLimit.");
            }
        }
    }

    private Setting? Amount(IConfigurationSection section)
    {
        if (IsNone(section))
            return new Setting(null);
        const NumberStyles Style = NumberStyles.AllowDecimalPoint;
        if (decimal.TryParse(section.Value, Style, CultureInfo.InvariantCulture, out var units)
            && Money.TryMicros(units) is { } micros)
            return new Setting(micros);
        Wrong(section, $"must be from 0 to {Money.Most:F0} with at most six decimals, or {NoLimit}");
        return null;
    }

    private Setting? Number(IConfigurationSection section, long least, long most)
    {
        if (IsNone(section))
            return new Setting(null);
        if (long.TryParse(section.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number >= least && number <= most)
            return new Setting(number);
        Wrong(section, string.Create(
            CultureInfo.InvariantCulture, $"must be from {least} to {most}, or {NoLimit}"));
        return null;
    }

    private void Each(IConfigurationSection section, Action<IConfigurationSection> read)
    {
        if (!string.IsNullOrEmpty(section.Value))
            Wrong(section, "is a section, not a value");
        foreach (var child in section.GetChildren())
            read(child);
    }

    private static int? WindowOf(IConfigurationSection section) => Index(Scopes.Windows, section);

    private static int? Index(string[] names, IConfigurationSection section)
    {
        var at = Array.FindIndex(names, name => Is(section, name));
        return at < 0 ? null : at;
    }

    private static bool Is(IConfigurationSection section, string name) =>
        string.Equals(section.Key, name, StringComparison.OrdinalIgnoreCase);

    private static bool IsNone(IConfigurationSection section) =>
        string.Equals(section.Value, NoLimit, StringComparison.OrdinalIgnoreCase);

    private void Unknown(IConfigurationSection section) => Wrong(section, "is not a key that Stage5 knows");

    private void Wrong(IConfigurationSection section, string what) =>
        options.Errors.Add($"{section.Path} {what}.");
}
