using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace Stage5.Tests.Secrets;

/// <summary>What the console would print, in every format it has, kept instead.</summary>
[ProviderAlias("Console")]
internal sealed class ConsoleText(IEnumerable<ConsoleFormatter> formatters) : ILoggerProvider, ISupportExternalScope
{
    private readonly Lock _gate = new();
    private readonly StringWriter _text = new();
    private readonly ConsoleFormatter[] _formatters = [.. formatters];
    private IExternalScopeProvider? _scopes;

    public string Text
    {
        get
        {
            lock (_gate)
                return _text.ToString();
        }
    }

    public ILogger CreateLogger(string categoryName) => new Category(this, categoryName);

    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => _scopes = scopeProvider;

    public void Dispose()
    {
        // What was printed is read after the host has gone.
    }

    private sealed class Category(ConsoleText console, string name) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => console._scopes?.Push(state);

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var entry = new LogEntry<TState>(logLevel, name, eventId, state, exception, formatter);
            lock (console._gate)
            {
                foreach (var one in console._formatters)
                    one.Write(in entry, console._scopes, console._text);
            }
        }
    }
}
