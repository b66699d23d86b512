using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Primitives;

namespace Stage5.Core.Secrets;

/// <summary>
/// Every secret value this process has seen, current or not, so that a text can be freed of them. Hosts put
/// <see cref="Redact"/> before whatever leaves them. Takes no logger: loggers take it.
/// </summary>
public sealed class KnownSecrets : IDisposable
{
    private const string Mask = "***";

    /// <summary>Shorter ones would cut ordinary words out of texts.</summary>
    private const int ShortestValue = 8;

    private readonly Lock _gate = new();
    private readonly HashSet<string> _values = new(StringComparer.Ordinal);
    private readonly IConfiguration _configuration;
    private readonly IDisposable _reload;
    private Matcher? _matcher;

    public KnownSecrets(IConfiguration configuration)
    {
        _configuration = configuration;
        AddConfigured();
        _reload = ChangeToken.OnChange(configuration.GetReloadToken, AddConfigured);
    }

    /// <summary>The text without the values, and without their forms in a URL and in JSON.</summary>
    public string Redact(string text) => Volatile.Read(ref _matcher) is { } matcher ? matcher.Redact(text) : text;

    public void Dispose() => _reload.Dispose();

    internal void Add(string value)
    {
        lock (_gate)
        {
            if (value.Length < ShortestValue || !_values.Add(value))
                return;
            _values.Add(Uri.EscapeDataString(value));
            _values.Add(JavaScriptEncoder.Default.Encode(value));
            _values.Add(JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(value));
            Volatile.Write(ref _matcher, new Matcher([.. _values]));
        }
    }

    private void AddConfigured()
    {
        foreach (var one in _configuration.GetSection(SecretOptions.Section).GetChildren())
        {
            if (one.Value is { } value && !SecretOptions.IsOption(one.Key))
                Add(value);
        }
    }

    private sealed class Matcher(string[] values)
    {
        private readonly SearchValues<string> _search = SearchValues.Create(values, StringComparison.Ordinal);
        private readonly string[] _longestFirst = [.. values.OrderByDescending(value => value.Length)];

        public string Redact(string text)
        {
            var at = text.AsSpan().IndexOfAny(_search);
            if (at < 0)
                return text;
            var result = new StringBuilder(text.Length);
            var rest = text.AsSpan();
            for (; at >= 0; at = rest.IndexOfAny(_search))
            {
                result.Append(rest[..at]).Append(Mask);
                rest = rest[at..];
                foreach (var value in _longestFirst)
                {
                    if (rest.StartsWith(value, StringComparison.Ordinal))
                    {
                        rest = rest[value.Length..];
                        break;
                    }
                }
            }

            return result.Append(rest).ToString();
        }
    }
}
