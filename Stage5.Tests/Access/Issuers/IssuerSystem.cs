using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using NSubstitute;
using Stage5.Core.Access;
using Stage5.Core.Access.Issuers;
using Stage5.Core.Access.Jwt;
using Stage5.Tests.Stores;

namespace Stage5.Tests.Access.Issuers;

/// <summary>The issuer part of a process, with issuers on loopback ports and time in the test's hands.</summary>
internal sealed class IssuerSystem : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    private IssuerSystem(LoopbackIssuer issuer, ManualTime time, ServiceProvider services) =>
        (Issuer, Time, _services) = (issuer, time, services);

    public LoopbackIssuer Issuer { get; }

    public ManualTime Time { get; }

    /// <summary>One issuer <c>corp</c>: its people are of tenant acme, and Stage5.Admin is an admin.</summary>
    public static async Task<IssuerSystem> StartAsync(CancellationToken ct, params (string Key, string Value)[] settings)
    {
        var time = new ManualTime();
        var issuer = await LoopbackIssuer.StartAsync(time, ct);
        var all = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase)
        {
            ["Authority"] = issuer.Address.OriginalString,
            ["Audiences"] = "stage5",
            ["SignInAudiences"] = "dashboard",
            ["Tenant"] = "acme",
            ["Roles:Stage5.Admin"] = "admin",
            ["Roles:Stage5.User"] = "user",
        };
        foreach (var (key, value) in settings)
            all[key] = value.Length == 0 ? null : value;
        return new(issuer, time, Provide(time, all));
    }

    public static ServiceProvider Provide(TimeProvider time, IEnumerable<KeyValuePair<string, string?>> corp)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(corp.Where(one => one.Value is not null)
            .Select(one => new KeyValuePair<string, string?>($"Stage5:Access:Issuers:corp:{one.Key}", one.Value))).Build();
        var environment = Substitute.For<IHostEnvironment>();
        environment.EnvironmentName.Returns(Environments.Development);
        return new ServiceCollection().AddSingleton(time).AddSingleton(environment)
            .AddSingleton<ILoggerFactory, LoggerFactory>().AddSingleton(typeof(ILogger<>), typeof(Logger<>))
            .AddAccess(configuration).BuildServiceProvider();
    }

    public async Task<Identity?> ReadAsync(string token, CancellationToken ct) =>
        await _services.GetRequiredService<IssuerTokens>().ReadAsync(JwtToken.Read(token, out _).ShouldNotBeNull(), ct);

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await Issuer.DisposeAsync();
    }
}
