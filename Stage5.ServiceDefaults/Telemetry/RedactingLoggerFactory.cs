using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Stage5.ServiceDefaults;

/// <summary>The factory of every logger of the host: whatever the provider, it only gets redacted texts.</summary>
internal sealed class RedactingLoggerFactory(
    IEnumerable<ILoggerProvider> providers,
    IOptionsMonitor<LoggerFilterOptions> filters,
    IOptions<LoggerFactoryOptions> options,
    TextRedaction redaction)
    : ILoggerFactory
{
    private readonly LoggerFactory _inner = new(providers, filters, options);

    public ILogger CreateLogger(string categoryName) => new RedactingLogger(_inner.CreateLogger(categoryName), redaction);

    public void AddProvider(ILoggerProvider provider) => _inner.AddProvider(provider);

    public void Dispose() => _inner.Dispose();
}
