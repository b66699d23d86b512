using System.Diagnostics.Metrics;
using Microsoft.Extensions.Options;
using Stage5.Contracts;
using Stage5.Core.Secrets;
using Stage5.Tests.ServiceDefaults;

namespace Stage5.Tests.Secrets;

/// <summary>Which source, whose vault, what is required, and what is said about ends.</summary>
public sealed class SecretSourceTests
{
    private static readonly DateTimeOffset Start = new ManualTime().GetUtcNow();
    private static readonly VaultSecret Value = new("v1", "shared-value-1", Start.AddDays(-90));

    [Fact]
    public async Task Without_a_vault_configuration_is_read_directly_also_by_names_a_shell_can_set()
    {
        await using var host = await new SecretsHost(null, ["groq-key"], new()
        {
            ["Stage5:Secrets:groq_key"] = "from-the-shell",
            ["Stage5:Secrets:CacheMinutes"] = "5",
        }).StartAsync();

        host.Secrets.Find("groq-key")!.Current.ShouldBe("from-the-shell");
        host.Secrets.Find("CacheMinutes").ShouldBeNull();
        host.Secrets.Find("Vaults:acme").ShouldBeNull();
        host.Configuration["Stage5:Secrets:groq-key"] = "changed-since";
        host.Secrets.Find("groq-key")!.Current.ShouldBe("changed-since");
    }

    [Fact]
    public async Task With_RequireVault_the_start_fails_with_everything_that_is_missing_at_once()
    {
        await using var vault = await ScriptedVault.StartAsync();
        vault.Put("there", Value);
        vault.Put("old", Value with { Expires = Start.AddDays(-1) });
        vault.Put("off", Value with { Enabled = false });
        await using var host = new SecretsHost(vault, ["there", "old", "off", "gone"], new()
        {
            ["Stage5:Secrets:RequireVault"] = "true",
            ["Stage5:Secrets:gone"] = "configured-value",
        });

        var failure = await Should.ThrowAsync<OptionsValidationException>(host.StartAsync);

        failure.Failures.ShouldBe(
        [
            "Stage5:Secrets:gone: is missing, for provider gone: It is not in the vault. Source: Key Vault.",
            "Stage5:Secrets:off: is missing, for provider off: Its current version is disabled. Enable it or make a new "
                + "one. Source: Key Vault.",
            "Stage5:Secrets:old: is missing, for provider old: Its current version expired at 2025-12-31 00:00:00Z. Make a "
                + "new one. Source: Key Vault.",
        ]);
    }

    [Fact]
    public async Task RequireVault_without_a_vault_says_that_too()
    {
        await using var host = new SecretsHost(null, ["a-key"], new()
        {
            ["Stage5:Secrets:RequireVault"] = "true",
            ["Stage5:Secrets:a-key"] = "configured-value",
        });

        (await Should.ThrowAsync<OptionsValidationException>(host.StartAsync)).Failures.ShouldBe(
        [
            "ConnectionStrings:secrets: is missing, and Stage5:Secrets:RequireVault is set. Source: default. "
                + "Example: ConnectionStrings__secrets=https://stage5.vault.azure.net/",
            "Stage5:Secrets:a-key: is missing, for provider a-key: No vault is configured. Source: Key Vault.",
        ]);
        host.Get<SecretHealth>().Read(null).VaultRequired.ShouldBeTrue();
    }

    [Fact]
    public async Task RequireVault_starts_when_the_vault_has_it_all()
    {
        await using var vault = await ScriptedVault.StartAsync();
        vault.Put("there", Value);
        await using var host = await new SecretsHost(
            vault, ["there"], new() { ["Stage5:Secrets:RequireVault"] = "true" }).StartAsync();

        host.Secrets.Find("there")!.Current.ShouldBe(Value.Value);
    }

    [Fact]
    public async Task A_tenants_own_vault_goes_first_for_that_tenant_only()
    {
        await using var shared = await ScriptedVault.StartAsync();
        await using var own = await ScriptedVault.StartAsync();
        shared.Put("both", Value);
        shared.Put("only-shared", Value);
        own.Put("both", Value with { Value = "acmes-own-value" });
        await using var host = await new SecretsHost(
            shared,
            ["both", "only-shared"],
            new() { ["Stage5:Secrets:Vaults:acme"] = own.Address.ToString() },
            uri => uri == own.Address ? own.Client() : throw new ArgumentException("another vault", nameof(uri))).StartAsync();

        host.Secrets.Find("both", "acme")!.Current.ShouldBe("acmes-own-value");
        host.Secrets.Find("only-shared", "acme")!.Current.ShouldBe(Value.Value);
        host.Secrets.Find("both", "rival")!.Current.ShouldBe(Value.Value);
        host.Secrets.Find("both")!.Current.ShouldBe(Value.Value);
        own.Trouble = ScriptedVault.Answers(403, "Forbidden", "AccessDenied");
        await host.PassAsync(TimeSpan.FromMinutes(10));
        host.Secrets.Find("both", "acme").ShouldBeNull("a tenant's own vault that refuses is not gone around");
        (host.Health("both", "acme").State, host.Health("both", "rival").State).ShouldBe(
            (SecretState.Missing, SecretState.Good));
    }

    [Fact]
    [Trait("Threat", "SC-S1")]
    public void Wrong_options_are_all_named_at_once()
    {
        var options = new SecretOptions { CacheMinutes = 0, OverlapMinutes = -1 };
        options.Vaults["Acme{}"] = "https://v.vault.azure.net/";
        options.Vaults["acme"] = "http://v.vault.azure.net/";

        new SecretOptionsValidator().Validate(Options.DefaultName, options).Failures!.ShouldBe(
        [
            "Stage5:Secrets:CacheMinutes must be 0.1 to 1440.",
            "Stage5:Secrets:OverlapMinutes must be 0 to 10080.",
            "Stage5:Secrets:Vaults:Acme{}: this is no tenant's name.",
            "Stage5:Secrets:Vaults:acme must be the https URI of a vault.",
        ]);
    }

    [Theory]
    [InlineData(31, SecretState.Good, null)]
    [InlineData(29, SecretState.ExpiresSoon, "655 ")]
    [InlineData(6, SecretState.ExpiresVerySoon, "656 ")]
    [InlineData(-1, SecretState.Expired, "657 ")]
    public async Task An_end_that_comes_near_is_told_once_a_day(int days, SecretState state, string? line)
    {
        await using var vault = await ScriptedVault.StartAsync();
        vault.Put("a-key", Value with { Expires = Start.AddDays(days).AddHours(1) });
        await using var host = await new SecretsHost(vault, ["a-key"]).StartAsync();
        for (var hour = 0; hour < 23; hour++)
            await host.PassAsync(TimeSpan.FromHours(1));
        Told().ShouldBe(line is null ? 0 : 1);

        await host.PassAsync(TimeSpan.FromHours(1));

        Told().ShouldBe(line is null ? 0 : 2);
        host.Health("a-key").State.ShouldBe(state);

        int Told() => line is null
            ? host.Log.Lines.Count(one => one[..3] is "655" or "656" or "657")
            : host.Log.Lines.Count(one => one.StartsWith(line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_metric_counts_down_and_goes_below_zero()
    {
        await using var vault = await ScriptedVault.StartAsync();
        vault.Put("counted-key", Value with { Expires = Start.AddHours(1) });
        await using var host = await new SecretsHost(vault, ["counted-key"]).StartAsync();
        var seen = new List<(string Name, string? Unit, double Value)>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Meter.Name == "Stage5.Secrets")
                self.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) =>
        {
            if (tags is [{ Key: "secret", Value: "counted-key" }])
                seen.Add((instrument.Name, instrument.Unit, value));
        });
        listener.Start();

        listener.RecordObservableInstruments();
        host.Time.Advance(TimeSpan.FromHours(2));
        listener.RecordObservableInstruments();

        seen.ShouldBe([("secret_expires_in_seconds", "s", 3600), ("secret_expires_in_seconds", "s", -3600)]);
    }
}
