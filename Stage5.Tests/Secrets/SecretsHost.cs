using Azure.Security.KeyVault.Secrets;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Stage5.Contracts;
using Stage5.Core.Secrets;
using Stage5.Tests.Models;
using Stage5.Tests.ServiceDefaults;

namespace Stage5.Tests.Secrets;

/// <summary>The room's services as a host registers them, with time in the test's hands.</summary>
internal sealed class SecretsHost : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    public SecretsHost(
        ScriptedVault? vault,
        string[] needs,
        Dictionary<string, string?>? settings = null,
        Func<Uri, SecretClient>? open = null)
    {
        Configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
        var services = new ServiceCollection()
            .AddLogging(logging => logging.AddProvider(Log))
            .AddSingleton<TimeProvider>(Time)
            .AddSingleton(new Random(7));
        if (vault is not null)
            services.AddSingleton(vault.Client());
        if (open is not null)
            services.AddSingleton(open);
        foreach (var name in needs)
            services.AddSingleton(new SecretNeed(name, "provider " + name));
        _services = services.AddSecrets(Configuration).BuildServiceProvider();
    }

    public ManualTime Time { get; } = new();

    public RecordingLog Log { get; } = new();

    public IConfigurationRoot Configuration { get; }

    public ISecrets Secrets => _services.GetRequiredService<ISecrets>();

    public SecretStore Store => _services.GetRequiredService<SecretStore>();

    public KnownSecrets Known => _services.GetRequiredService<KnownSecrets>();

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    public DateTimeOffset Now => Time.GetUtcNow();

    public async Task<SecretsHost> StartAsync()
    {
        foreach (var service in _services.GetServices<IHostedService>().OfType<IHostedLifecycleService>())
            await service.StartingAsync(TestContext.Current.CancellationToken);
        return this;
    }

    /// <summary>Lets time pass, and what is due by then be asked.</summary>
    public Task PassAsync(TimeSpan time)
    {
        Time.Advance(time);
        return Store.RefreshDueAsync(TestContext.Current.CancellationToken);
    }

    public SecretHealthView Health(string name, string? tenant = null) =>
        Get<SecretHealth>().Read(tenant).Secrets.Single(one => one.Name == name);

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
