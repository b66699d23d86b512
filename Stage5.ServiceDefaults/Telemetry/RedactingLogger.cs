using Microsoft.Extensions.Logging;

namespace Stage5.ServiceDefaults;

/// <summary>Redacts message, attributes, scopes and exceptions. What holds nothing passes as it is.</summary>
internal sealed class RedactingLogger(ILogger inner, TextRedaction redaction) : ILogger
{
    public bool IsEnabled(LogLevel logLevel) => inner.IsEnabled(logLevel);

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => state switch
        {
            IEnumerable<KeyValuePair<string, object?>> attributes =>
                inner.BeginScope(new RedactedScope(attributes, redaction)),
            _ when redaction.TryRedact(state, out var text) => inner.BeginScope(text),
            _ => inner.BeginScope(state),
        };

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter)
    {
        if (!inner.IsEnabled(logLevel))
        {
            return;
        }

        var safe = RedactedException.From(exception, redaction);
        // A formatter may print the exception, so it gets the one that is safe to print.
        if (RedactedState.From(state, formatter(state, safe), redaction) is { } redacted)
        {
            inner.Log(logLevel, eventId, redacted, safe, static (one, _) => one.ToString());
        }
        else
        {
            inner.Log(logLevel, eventId, state, safe, formatter);
        }
    }
}
