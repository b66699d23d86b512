using System.Text.Json;

namespace Stage5.Core.Access.Jwt;

/// <summary>The claims of a token. Reading never throws: what has another shape is not there.</summary>
public sealed class JwtClaims
{
    // A day before the calendar's own last one, so that a skew can be added to any of them.
    private const double LastSecond = 253_402_214_399;
    private readonly JsonElement _root;

    internal JwtClaims(JsonElement root) => _root = root;

    public bool Has(string name) => _root.TryGetProperty(name, out _);

    /// <summary>A string claim; null when missing, empty or no string.</summary>
    public string? Text(string name) =>
        _root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
        && value.GetString() is { Length: > 0 } text ? text : null;

    /// <summary>A claim that is a string or an array of strings; empty when it is anything else.</summary>
    public IReadOnlyList<string> Texts(string name)
    {
        if (!_root.TryGetProperty(name, out var value))
            return [];
        if (value.ValueKind == JsonValueKind.String)
            return [value.GetString()!];
        return value.ValueKind == JsonValueKind.Array
            && value.EnumerateArray().All(static one => one.ValueKind == JsonValueKind.String)
            ? [.. value.EnumerateArray().Select(static one => one.GetString()!)]
            : [];
    }

    /// <summary>A claim whose string is a list separated by spaces, as <c>scp</c> and <c>scope</c> are.</summary>
    public IReadOnlyList<string> Words(string name) =>
        [.. Texts(name).SelectMany(static text => text.Split(' ', StringSplitOptions.RemoveEmptyEntries))];

    /// <summary>A NumericDate (RFC 7519, 2); null when missing or no point in time.</summary>
    public DateTimeOffset? Time(string name) =>
        _root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number
        && value.TryGetDouble(out var seconds) && seconds is > 0 and <= LastSecond
            ? DateTimeOffset.UnixEpoch.AddSeconds(Math.Floor(seconds))
            : null;
}
