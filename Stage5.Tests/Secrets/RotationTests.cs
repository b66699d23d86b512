using Stage5.Contracts;
using Stage5.Core.Secrets;
using Stage5.Tests.ServiceDefaults;

namespace Stage5.Tests.Secrets;

/// <summary>A new version without a restart: both are good for a while, and not longer than they should be.</summary>
public sealed class RotationTests : IAsyncLifetime
{
    private const string Name = "groq-key";
    private static readonly DateTimeOffset Start = new ManualTime().GetUtcNow();
    private static readonly TimeSpan Refresh = TimeSpan.FromMinutes(10);
    private static readonly VaultSecret Old = new("v1", "old-value-0001", Start.AddDays(-90));
    private static readonly VaultSecret New = new("v2", "new-value-0002", Start.AddMinutes(5));
    private ScriptedVault _vault = null!;

    public async ValueTask InitializeAsync() => _vault = await ScriptedVault.StartAsync();

    public ValueTask DisposeAsync() => _vault.DisposeAsync();

    [Fact]
    public async Task After_a_rotation_both_are_good_for_the_overlap_and_then_only_the_new_one()
    {
        await using var host = await RotatedAsync(Old, New);

        host.Secrets.Find(Name).ShouldBe(new SecretValues(New.Value, Old.Value));
        var health = host.Health(Name);
        (health.State, health.Version, health.PreviousGoodUntil).ShouldBe(
            (SecretState.Good, "v2", Start + Refresh + TimeSpan.FromMinutes(60)));
        await host.PassAsync(TimeSpan.FromMinutes(59));
        host.Secrets.Find(Name)!.Previous.ShouldBe(Old.Value);
        host.Time.Advance(TimeSpan.FromMinutes(1));
        host.Secrets.Find(Name).ShouldBe(new SecretValues(New.Value, null));
        host.Health(Name).PreviousGoodUntil.ShouldBeNull();
        host.Log.Lines.Count(line => line.StartsWith("654 ", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public async Task The_version_before_is_not_good_beyond_its_own_end()
    {
        await using var host = await RotatedAsync(Old with { Expires = Start.AddMinutes(20) }, New);

        host.Health(Name).PreviousGoodUntil.ShouldBe(Start.AddMinutes(20));
        host.Time.Advance(TimeSpan.FromMinutes(10));
        host.Secrets.Find(Name).ShouldBe(new SecretValues(New.Value, null));
    }

    [Fact]
    public async Task A_version_before_that_is_disabled_within_the_overlap_is_dropped()
    {
        await using var host = await RotatedAsync(Old, New);
        _vault.Put(Name, Old with { Enabled = false }, New);

        await host.PassAsync(Refresh);

        host.Secrets.Find(Name).ShouldBe(new SecretValues(New.Value, null));
    }

    [Fact]
    public async Task A_process_that_starts_within_an_overlap_knows_the_version_before_too()
    {
        _vault.Put(Name, Old with { Version = "v0", Created = Start.AddDays(-200) }, Old,
            New with { Created = Start.AddMinutes(-20) });
        await using var host = await new SecretsHost(_vault, [Name]).StartAsync();

        host.Secrets.Find(Name).ShouldBe(new SecretValues(New.Value, Old.Value));
        host.Health(Name).PreviousGoodUntil.ShouldBe(Start.AddMinutes(40));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Before_a_new_version_is_good_the_one_before_stays_and_then_gives_way(bool mayNotList)
    {
        _vault.Put(Name, Old);
        await using var host = await new SecretsHost(_vault, [Name]).StartAsync();
        _vault.Put(Name, Old, New with { NotBefore = Start.AddMinutes(12) });
        if (mayNotList)
            _vault.Trouble = http => http.Request.Path.Value!.EndsWith("/versions", StringComparison.Ordinal)
                ? ScriptedVault.Answers(403, "Forbidden", "AccessDenied")(http)
                : Task.FromResult(false);

        await host.PassAsync(Refresh);
        host.Secrets.Find(Name).ShouldBe(new SecretValues(Old.Value, null));
        host.Health(Name).State.ShouldBe(SecretState.Good);

        await host.PassAsync(TimeSpan.FromMinutes(2));
        host.Secrets.Find(Name).ShouldBe(new SecretValues(New.Value, Old.Value));
    }

    [Fact]
    public async Task A_first_version_that_is_not_good_yet_is_not_served()
    {
        _vault.Put(Name, New with { Created = Start, NotBefore = Start.AddMinutes(30) });
        await using var host = await new SecretsHost(_vault, [Name]).StartAsync();

        host.Secrets.Find(Name).ShouldBeNull();
        host.Health(Name).Detail.ShouldBe(
            "It is not good before 2026-01-01 00:30:00Z, and no version before it is good.");
    }

    [Fact]
    public async Task Time_alone_brings_the_new_version_without_anyone_asking()
    {
        _vault.Put(Name, Old);
        await using var host = await new SecretsHost(_vault, [Name]).StartAsync();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var loop = host.Store.KeepFreshAsync(stop.Token);
        _vault.Put(Name, Old, New);
        var passed = TimeSpan.Zero;

        await Eventually.TrueAsync(() =>
        {
            if (host.Secrets.Find(Name)!.Current == Old.Value && passed < Refresh)
            {
                passed += TimeSpan.FromSeconds(10);
                host.Time.Advance(TimeSpan.FromSeconds(10));
            }

            return host.Secrets.Find(Name)!.Current == New.Value;
        });

        passed.ShouldBeInRange(TimeSpan.FromMinutes(7.5), TimeSpan.FromMinutes(10), "ahead of the end of its time");
        await stop.CancelAsync();
        await loop;
    }

    [Fact]
    public async Task A_name_nobody_registered_is_loaded_in_the_background()
    {
        _vault.Put("late-key", Old);
        await using var host = await new SecretsHost(_vault, []).StartAsync();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var loop = host.Store.KeepFreshAsync(stop.Token);

        host.Secrets.Find("late-key").ShouldBeNull();
        await Eventually.TrueAsync(() => host.Secrets.Find("late-key") is { Current: "old-value-0001" });

        await stop.CancelAsync();
        await loop;
    }

    [Fact]
    public async Task A_value_is_printed_by_nothing_and_cut_out_of_texts_even_when_it_is_no_longer_good()
    {
        await using var host = await RotatedAsync(Old, New);
        host.Time.Advance(TimeSpan.FromDays(1));

        var holding = host.Store.Entries.Single().Holding;
        foreach (var printed in (string[])
            [holding.ToString(), holding.Current!.ToString(), host.Secrets.Find(Name)!.ToString(),
                .. host.Log.Lines, host.Health(Name).ToString()])
            printed.ShouldNotContain("value-000");
        host.Known.Redact($"{Old.Value}, {New.Value}; {Old.Value}").ShouldBe("***, ***; ***");
    }

    private async Task<SecretsHost> RotatedAsync(VaultSecret old, VaultSecret next)
    {
        _vault.Put(Name, old);
        var host = await new SecretsHost(_vault, [Name]).StartAsync();
        _vault.Put(Name, old, next);
        await host.PassAsync(Refresh);
        return host;
    }
}
