using System.Diagnostics.CodeAnalysis;

namespace Stage5.ServiceDefaults;

/// <summary>Stands for an exception whose text, stack or inner exceptions hold a secret.</summary>
internal sealed class RedactedException : Exception
{
    private readonly string _text;

    private RedactedException(Exception original, string text, TextRedaction redaction)
        : base(redaction.Redact(original.Message))
    {
        _text = text;
        HResult = original.HResult;
        OriginalType = original.GetType();
        StackTrace = original.StackTrace is { } stack ? redaction.Redact(stack) : null;
    }

    /// <summary>Of the exception it stands for.</summary>
    public Type OriginalType { get; }

    public override string? StackTrace { get; }

    /// <summary>The exception itself when there is nothing to cut out of it.</summary>
    [return: NotNullIfNotNull(nameof(exception))]
    public static Exception? From(Exception? exception, TextRedaction redaction)
    {
        if (exception is null or RedactedException)
        {
            return exception;
        }

        // With the inner ones, however deep. A message may be left out of it, so that is looked at too.
        var text = exception.ToString();
        var safe = redaction.Redact(text);
        return safe == text && redaction.Redact(exception.Message) == exception.Message
            ? exception
            : new RedactedException(exception, safe, redaction);
    }

    public override string ToString() => _text;
}
