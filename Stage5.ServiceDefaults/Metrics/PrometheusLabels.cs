using System.Globalization;
using System.Text;
using OpenTelemetry;

namespace Stage5.ServiceDefaults;

/// <summary>The labels of one series, in order of name.</summary>
internal sealed class PrometheusLabels
{
    private const string Scope = "otel_scope_name";

    private readonly SortedDictionary<string, string> _values = new(StringComparer.Ordinal);

    public PrometheusLabels(ReadOnlyTagCollection tags, string meter)
    {
        foreach (var (name, value) in tags)
        {
            Add(name, value);
        }

        // Two meters may have an instrument of one name; this keeps their series apart.
        _values[Scope] = Escape(meter);
    }

    public PrometheusLabels(IEnumerable<KeyValuePair<string, object>> attributes)
    {
        foreach (var (name, value) in attributes)
        {
            Add(name, value);
        }
    }

    public override string ToString() => Write(extra: null);

    /// <summary>The same labels and one more.</summary>
    public string With(string name, string value) => Write($"{name}=\"{Escape(value)}\"");

    private void Add(string name, object? value)
    {
        var label = PrometheusNames.Sanitize(name);
        // "le" is the bucket's, and a double underscore at the start is Prometheus's own.
        label = label is "le" or Scope ? "tag_" + label : label;
        var text = Escape(value switch
        {
            bool flag => flag ? "true" : "false",
            string[] several => string.Join(';', several),
            _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
        });
        // Different names may become one; their values are joined, as OpenTelemetry's rules say.
        _values[label] = _values.TryGetValue(label, out var earlier) ? $"{earlier};{text}" : text;
    }

    private string Write(string? extra)
    {
        if (_values.Count == 0 && extra is null)
        {
            return "";
        }

        var text = new StringBuilder("{");
        foreach (var (name, value) in _values)
        {
            text.Append(text.Length > 1 ? "," : "").Append(name).Append("=\"").Append(value).Append('"');
        }

        if (extra is not null)
        {
            text.Append(text.Length > 1 ? "," : "").Append(extra);
        }

        return text.Append('}').ToString();
    }

    private static string Escape(string value) => value
        .Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace("\"", "\\\"", StringComparison.Ordinal)
        .Replace("\n", "\\n", StringComparison.Ordinal);
}
