using System.Collections;

namespace Stage5.ServiceDefaults;

/// <summary>A log's message and attributes, or a scope's, with the secrets cut out.</summary>
internal sealed class RedactedState : IReadOnlyList<KeyValuePair<string, object?>>
{
    private readonly string _text;
    private readonly KeyValuePair<string, object?>[] _attributes;

    private RedactedState(string text, KeyValuePair<string, object?>[] attributes) =>
        (_text, _attributes) = (text, attributes);

    public int Count => _attributes.Length;

    public KeyValuePair<string, object?> this[int index] => _attributes[index];

    /// <summary>Null when there is nothing to cut out.</summary>
    public static RedactedState? From(object? state, string text, TextRedaction redaction)
    {
        var safe = redaction.Redact(text);
        var changed = safe != text;
        if (state is not IEnumerable<KeyValuePair<string, object?>> attributes)
        {
            return changed ? new RedactedState(safe, []) : null;
        }

        var all = attributes.ToArray();
        foreach (ref var one in all.AsSpan())
        {
            if (redaction.TryRedact(one.Value, out var value))
            {
                one = KeyValuePair.Create(one.Key, (object?)value);
                changed = true;
            }
        }

        return changed ? new RedactedState(safe, all) : null;
    }

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() => _attributes.AsEnumerable().GetEnumerator();

    public override string ToString() => _text;

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
