using System.Collections;

namespace Stage5.ServiceDefaults;

/// <summary>A scope whose attributes are redacted when somebody prints them: most never are.</summary>
internal sealed class RedactedScope(IEnumerable<KeyValuePair<string, object?>> scope, TextRedaction redaction)
    : IReadOnlyList<KeyValuePair<string, object?>>
{
    private readonly Lazy<KeyValuePair<string, object?>[]> _attributes = new(() =>
        [.. RedactedState.From(scope, "", redaction) ?? scope]);

    public int Count => _attributes.Value.Length;

    public KeyValuePair<string, object?> this[int index] => _attributes.Value[index];

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() =>
        _attributes.Value.AsEnumerable().GetEnumerator();

    public override string ToString() => redaction.Redact(scope.ToString() ?? "");

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
