using Stage5.Contracts;
using Stage5.Core.Secrets;
using Stage5.Tests.ServiceDefaults;

namespace Stage5.Tests.Secrets;

/// <summary>The store against a server that speaks Key Vault's protocol over TLS.</summary>
public sealed class VaultTests : IAsyncLifetime
{
    private const string Name = "groq-key";
    private static readonly DateTimeOffset Start = new ManualTime().GetUtcNow();
    private static readonly TimeSpan Refresh = TimeSpan.FromMinutes(10);
    private static readonly VaultSecret Old = new("v1", "old-value-0001", Start.AddDays(-90));
    private ScriptedVault _vault = null!;

    public async ValueTask InitializeAsync() => _vault = await ScriptedVault.StartAsync();

    public ValueTask DisposeAsync() => _vault.DisposeAsync();

    [Fact]
    public async Task What_is_needed_is_there_before_the_host_serves()
    {
        _vault.Put(Name, Old with { Expires = Start.AddDays(400) });
        await using var host = await new SecretsHost(_vault, [Name]).StartAsync();

        host.Secrets.Find(Name).ShouldBe(new SecretValues(Old.Value, null));
        var health = host.Health(Name);
        health.ShouldBe(new SecretHealthView(
            Name, health.For, SecretState.Good, "vault", "v1", 0, Start.AddDays(400), null, null));
        health.For.ShouldBe(["provider groq-key"]);
        _vault.Requests.ShouldAllBe(request => request.StartsWith("/secrets/groq-key?api-version="));
        // The challenge said for what a token is; the credential of the test gave it, and nobody else was asked.
        _vault.Credential.Scopes.Distinct().ShouldBe(["https://vault.azure.net/.default"]);
    }

    [Fact]
    public async Task A_secret_that_nobody_has_is_missing_with_the_reason()
    {
        await using var host = await new SecretsHost(_vault, [Name]).StartAsync();

        host.Secrets.Find(Name).ShouldBeNull();
        var health = host.Health(Name);
        (health.State, health.Source, health.Detail).ShouldBe((SecretState.Missing, null, "It is not in the vault."));
        host.Log.Lines.ShouldContain(line => line.StartsWith("650 ", StringComparison.Ordinal) && line.Contains("provider groq-key"));
    }

    [Fact]
    public async Task What_the_vault_does_not_have_comes_from_configuration()
    {
        await using var host = await new SecretsHost(
            _vault, [Name], new() { ["Stage5:Secrets:groq-key"] = "configured-value" }).StartAsync();

        host.Secrets.Find(Name)!.Current.ShouldBe("configured-value");
        host.Health(Name).Source.ShouldBe("configuration");
    }

    [Theory]
    [InlineData("AccessDenied", "The vault forbids reading it (AccessDenied). Grant 'get' on its secrets.")]
    [InlineData("<b>x</b>", "The vault forbids reading it (403). Grant 'get' on its secrets.")]
    public async Task A_forbidden_secret_is_missing_even_if_it_was_there_or_configuration_has_it(string code, string reason)
    {
        _vault.Put(Name, Old);
        await using var host = await new SecretsHost(
            _vault, [Name], new() { ["Stage5:Secrets:groq-key"] = "configured-value" }).StartAsync();
        _vault.Trouble = ScriptedVault.Answers(403, "Forbidden", code);

        await host.PassAsync(Refresh);

        host.Secrets.Find(Name).ShouldBeNull();
        (host.Health(Name).State, host.Health(Name).Detail).ShouldBe((SecretState.Missing, reason));
        host.Log.Lines.ShouldContain(line => line.StartsWith("653 ", StringComparison.Ordinal));
    }

    [Fact]
    [Trait("Threat", "SC-D1")]
    public async Task A_throttled_vault_is_left_alone_as_long_as_it_asks_and_then_asked_again()
    {
        _vault.Put(Name, Old);
        await using var host = await new SecretsHost(_vault, [Name]).StartAsync();
        _vault.Trouble = ScriptedVault.Answers(429, "Throttled", retryAfter: "1500");
        await host.PassAsync(Refresh);
        var asked = _vault.Requests.Count;
        _vault.Trouble = static _ => Task.FromResult(false);

        await host.PassAsync(TimeSpan.FromSeconds(1499));
        host.Secrets.Find("another-name").ShouldBeNull();
        await host.PassAsync(TimeSpan.Zero);

        _vault.Requests.Count.ShouldBe(asked, "it was asked within its Retry-After");
        host.Secrets.Find(Name)!.Current.ShouldBe(Old.Value);
        (host.Health(Name).State, host.Health(Name).Detail).ShouldBe(
            (SecretState.Stale, "The vault is throttling us (429)."));
        await host.PassAsync(TimeSpan.FromSeconds(1));
        _vault.Requests.Count.ShouldBeGreaterThan(asked);
        host.Health(Name).State.ShouldBe(SecretState.Good);
    }

    [Fact]
    public async Task A_throttled_start_waits_and_goes_on()
    {
        _vault.Put(Name, Old);
        _vault.Trouble = ScriptedVault.Answers(429, "Throttled", retryAfter: "7");
        await using var host = new SecretsHost(_vault, [Name]);
        var start = host.StartAsync();
        await Eventually.TrueAsync(() => _vault.Requests.Count == 1 && host.Store.Entries.Single().Holding.IsAway);
        _vault.Trouble = static _ => Task.FromResult(false);

        await Eventually.TrueAsync(() =>
        {
            host.Time.Advance(TimeSpan.FromSeconds(1));
            return start.IsCompleted;
        });

        await start;
        host.Secrets.Find(Name)!.Current.ShouldBe(Old.Value);
    }

    [Theory]
    [InlineData(503, "The vault is broken (503).")]
    [InlineData(500, "The vault is broken (500).")]
    [InlineData(401, "The vault does not accept our identity (401).")]
    public async Task While_the_vault_is_broken_the_last_value_is_served_as_stale(int status, string reason)
    {
        _vault.Put(Name, Old);
        await using var host = await new SecretsHost(_vault, [Name]).StartAsync();
        _vault.Trouble = ScriptedVault.Answers(status, "Broken");

        await host.PassAsync(Refresh);

        host.Secrets.Find(Name)!.Current.ShouldBe(Old.Value);
        (host.Health(Name).State, host.Health(Name).Detail).ShouldBe((SecretState.Stale, reason));
        host.Health(Name).AgeSeconds.ShouldBe(Refresh.TotalSeconds);
    }

    [Fact]
    [Trait("Threat", "SC-D1")]
    public async Task A_vault_that_dies_and_comes_back_is_noticed_both_times_and_serving_never_stops()
    {
        _vault.Put(Name, Old);
        await using var host = await new SecretsHost(_vault, [Name]).StartAsync();
        await _vault.DieAsync();
        for (var time = 0; time < 6; time++)
        {
            await host.PassAsync(Refresh);
            host.Secrets.Find(Name)!.Current.ShouldBe(Old.Value);
        }

        (host.Health(Name).State, host.Health(Name).Detail).ShouldBe((SecretState.Stale, "The vault cannot be reached."));
        await _vault.ComeBackAsync();
        await host.PassAsync(Refresh);

        host.Health(Name).State.ShouldBe(SecretState.Good);
        host.Log.Lines.Count(line => line.StartsWith("651 ", StringComparison.Ordinal)).ShouldBe(1, "one line for one outage");
        host.Log.Lines.Count(line => line.StartsWith("652 ", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public async Task A_vault_that_does_not_answer_in_time_counts_as_away()
    {
        _vault.Put(Name, Old);
        await using var host = await new SecretsHost(_vault, [Name]).StartAsync();
        _vault.Trouble = async http =>
        {
            await Task.Delay(Timeout.Infinite, http.RequestAborted);
            return true;
        };
        host.Time.Advance(Refresh);
        var asked = host.Store.RefreshDueAsync(TestContext.Current.CancellationToken);
        await Eventually.TrueAsync(() => host.Time.IsAwaited(TimeSpan.FromSeconds(10)));

        host.Time.Advance(TimeSpan.FromSeconds(10));
        await asked;

        (host.Health(Name).State, host.Health(Name).Detail).ShouldBe(
            (SecretState.Stale, "The vault did not answer in time."));
    }

    [Fact]
    [Trait("Threat", "SC-T1")]
    public async Task A_disabled_version_is_not_served_and_told()
    {
        _vault.Put(Name, Old);
        await using var host = await new SecretsHost(_vault, [Name]).StartAsync();
        _vault.Put(Name, Old with { Enabled = false });

        await host.PassAsync(Refresh);

        host.Secrets.Find(Name).ShouldBeNull();
        host.Health(Name).Detail.ShouldBe("Its current version is disabled. Enable it or make a new one.");
    }

    [Fact]
    public async Task An_expired_version_is_not_served_and_told()
    {
        _vault.Put(Name, Old with { Expires = Start.AddDays(-1) });
        await using var host = await new SecretsHost(_vault, [Name]).StartAsync();

        host.Secrets.Find(Name).ShouldBeNull();
        var health = host.Health(Name);
        (health.State, health.ExpiresAt).ShouldBe((SecretState.Expired, Start.AddDays(-1)));
        health.Detail!.ShouldContain("expired at 2025-12-31");
    }

    [Fact]
    [Trait("Threat", "SC-T1")]
    public async Task A_version_that_expires_while_it_is_held_is_not_served_a_moment_longer()
    {
        _vault.Put(Name, Old with { Expires = Start.AddMinutes(2) });
        await using var host = await new SecretsHost(_vault, [Name]).StartAsync();
        host.Secrets.Find(Name).ShouldNotBeNull();

        host.Time.Advance(TimeSpan.FromMinutes(2));

        host.Secrets.Find(Name).ShouldBeNull();
        host.Health(Name).State.ShouldBe(SecretState.Expired);
    }
}
