using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Stage5.Core.Models;
using Stage5.Core.Models.Apertium;
using Stage5.Core.Models.Routing;
using Stage5.Core.Models.Texts;
using Stage5.Core.Secrets;

namespace Stage5.Tests.Models;

/// <summary>The room's services as a host registers them, from settings given in the test.</summary>
internal sealed class TestModels : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    public TestModels(params (string Key, string Value)[] settings)
        : this(null, settings)
    {
    }

    /// <param name="secrets">Null: those of the settings, <c>Secrets:{name}</c>.</param>
    public TestModels(ISecrets? secrets, params (string Key, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.ToDictionary(entry => $"Stage5:{entry.Key}", entry => (string?)entry.Value))
            .Build();
        var services = new ServiceCollection()
            .AddLogging(logging => logging.AddProvider(Log))
            .AddModels(configuration)
            .AddRouting(configuration)
            .ConfigureHttpClientDefaults(http => http.AddHttpMessageHandler(() => new HostDefault()))
            .AddSecrets(configuration);
        if (secrets is not null) services.AddSingleton(secrets);
        _services = services.BuildServiceProvider();
    }

    public RecordingLog Log { get; } = new();

    public IServiceProvider Services => _services;

    public ModelRouter Router => _services.GetRequiredService<ModelRouter>();

    public TextGenerator Translator => _services.GetRequiredService<TextGenerator>();

    public ModelProvider Provider(string id) => Router.Providers.Single(provider => provider.Id == id);

    public async Task<string> TranslateAsync(string text, string source, string target, string id = "apertium") =>
        (await Translator.TranslateAsync(
            Provider(id), text, source, target, TestContext.Current.CancellationToken)).Text;

    /// <summary>
    /// Apertium as installed; the test is skipped where it is not, or where the pairs are missing.
    /// </summary>
    public static TestModels Apertium(params (string Key, string Value)[] settings)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/apertium"), "Apertium is not installed (/usr/bin/apertium).");
        var found = ApertiumInstallation.Discover(
            ApertiumInstallation.DefaultModesDirectory, Environment.GetEnvironmentVariable("PATH") ?? "");
        var pairs = found.Modes.Select(mode => mode.Pair).ToHashSet();
        foreach (var target in new[] { "es", "ca" })
        {
            Assert.SkipUnless(pairs.Contains(new LanguagePair("en", target)), $"Apertium has no pair en→{target}.");
        }

        return new TestModels(settings);
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    /// <summary>Stands for a host's defaults, which must not touch the calls of providers.</summary>
    private sealed class HostDefault : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellationToken) =>
            throw new InvalidOperationException("A host's default handler got a provider's call.");
    }
}
