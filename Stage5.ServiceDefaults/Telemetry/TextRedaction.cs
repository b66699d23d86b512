using System.Diagnostics.CodeAnalysis;

namespace Stage5.ServiceDefaults;

/// <summary>Every redactor there is, one after the other, then the patterns.</summary>
public sealed class TextRedaction(IEnumerable<ITextRedactor> redactors)
{
    private readonly ITextRedactor[] _redactors = [.. redactors];

    /// <summary>The same text when there is nothing to take out.</summary>
    public string Redact(string text)
    {
        if (text.Length == 0)
        {
            return text;
        }

        // Exact values first: a pattern could cut one in two and leave the rest.
        foreach (var redactor in _redactors)
        {
            text = redactor.Redact(text);
        }

        foreach (var redactor in _redactors)
        {
            if (redactor.Knows(text))
            {
                return text;
            }
        }

        return SecretPatterns.Redact(text);
    }

    /// <summary>A value that will be printed: false when it may be printed as it is.</summary>
    internal bool TryRedact(object? value, [NotNullWhen(true)] out string? redacted)
    {
        redacted = null;
        var text = TextOf(value);
        if (text.Length == 0)
        {
            return false;
        }

        redacted = Redact(text);
        return redacted != text;
    }

    // Not only strings: an address may be a Uri, a header several texts.
    private static string TextOf(object? value) => value switch
    {
        null => "",
        string text => text,
        IEnumerable<string?> several => string.Join(", ", several),
        Enum => "",
        _ when value.GetType().IsPrimitive => "",
        _ => value.ToString() ?? "",
    };
}
