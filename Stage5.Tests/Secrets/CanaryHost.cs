using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace Stage5.Tests.Secrets;

/// <summary>A host's own program in this process, with everything it prints kept, at the lowest level of log.</summary>
internal sealed class CanaryHost<TProgram>(
    IEnumerable<(string Key, string Value)> settings, string text, ScriptedVault vault)
    : WebApplicationFactory<TProgram>
    where TProgram : class
{
    private ConsoleText? _console;

    /// <summary>Also after the host has gone.</summary>
    public string Printed => _console.ShouldNotBeNull().Text;

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseEnvironment("Development");
        foreach (var (key, value) in settings)
            builder.UseSetting(key, value);
        builder.ConfigureTestServices(services =>
        {
            foreach (var console in services.Where(one => one.ImplementationType == typeof(ConsoleLoggerProvider)).ToList())
                services.Remove(console);
            services.Configure<JsonConsoleFormatterOptions>(static options => options.IncludeScopes = true);
            services.Configure<SimpleConsoleFormatterOptions>(static options => options.IncludeScopes = true);
            services.AddSingleton<ILoggerProvider>(provider =>
                _console = new ConsoleText(provider.GetServices<ConsoleFormatter>()));
            services.AddSingleton(vault.Client());
            CanaryProbe.AddTo(services, text);
        });
    }
}
