using System.Globalization;
using System.Numerics;
using Microsoft.Extensions.Configuration;

namespace Stage5.Core.Models;

/// <summary>
/// The keys of one section, read one by one; every value of a wrong type and every unknown key is noted. A value
/// may be a secret set by mistake: none is repeated but that of a choice.
/// </summary>
internal sealed class ConfigurationKeys(IConfiguration configuration, string path, IList<string> errors)
{
    private readonly IConfigurationSection _section = configuration.GetSection(path);
    private readonly List<string> _known = [];

    /// <summary>Null where it is absent or empty.</summary>
    public string? Text(string key)
    {
        _known.Add(key);
        if (_section.GetSection(key).GetChildren().Any()) errors.Add($"{path}:{key} must be one value.");
        return _section[key]?.Trim() is { Length: > 0 } text ? text : null;
    }

    public bool? Flag(string key)
    {
        if (Text(key) is not { } text) return null;
        if (bool.TryParse(text, out var flag)) return flag;
        errors.Add($"{path}:{key} must be true or false.");
        return null;
    }

    public long? Whole(string key) => Parsed<long>(key, NumberStyles.AllowLeadingSign, "a whole number");

    public double? Number(string key) => Parsed<double>(
        key, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, "a number such as 2.5");

    public decimal? Amount(string key) => Parsed<decimal>(
        key, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, "a number such as 2.5");

    public T? Choice<T>(string key)
        where T : struct, Enum
    {
        if (Text(key) is not { } text) return null;
        var name = Enum.GetNames<T>().FirstOrDefault(
            known => string.Equals(known, text, StringComparison.OrdinalIgnoreCase));
        if (name is not null) return Enum.Parse<T>(name);
        errors.Add($"{path}:{key} is '{text}'; it must be one of: {string.Join(", ", Enum.GetNames<T>())}.");
        return null;
    }

    /// <summary>An http or https address without a user or password in it.</summary>
    public Uri? Address(string key)
    {
        if (Text(key) is not { } text) return null;
        var good = Uri.TryCreate(text, UriKind.Absolute, out var uri)
            && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps) && uri.UserInfo.Length == 0;
        if (good) return uri;
        errors.Add($"{path}:{key} must be an absolute http or https address without user or password.");
        return null;
    }

    public IReadOnlyList<string>? List(string key)
    {
        _known.Add(key);
        return ConfigurationLists.Read(configuration, $"{path}:{key}");
    }

    /// <summary>A length of time.</summary>
    public TimeSpan? Span(string key)
    {
        if (Text(key) is not { } text) return null;
        if (TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var span)) return span;
        errors.Add($"{path}:{key} must be a length of time such as 00:01:00.");
        return null;
    }

    /// <summary>Names of the configurator's own, each with one value.</summary>
    public IReadOnlyDictionary<string, string> Table(string key)
    {
        _known.Add(key);
        return _section.GetSection(key).GetChildren()
            .Where(child => child.Value?.Trim() is { Length: > 0 })
            .ToDictionary(child => child.Key, child => child.Value!.Trim(), StringComparer.Ordinal);
    }

    /// <summary>Names of the configurator's own, each with a list.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Lists(string key)
    {
        _known.Add(key);
        return _section.GetSection(key).GetChildren().ToDictionary(
            child => child.Key, child => ConfigurationLists.Read(configuration, child.Path) ?? [], StringComparer.Ordinal);
    }

    /// <summary>A mistyped key would otherwise be a setting that is quietly not there.</summary>
    public void RefuseOthers()
    {
        var others = _section.GetChildren().Select(child => child.Key)
            .Where(key => !_known.Contains(key, StringComparer.OrdinalIgnoreCase));
        foreach (var other in others)
        {
            var nearest = _known.MinBy(known => Distance(known.ToUpperInvariant(), other.ToUpperInvariant()));
            errors.Add($"{path}:{other} is not known; did you mean {nearest}?");
        }
    }

    private T? Parsed<T>(string key, NumberStyles styles, string what)
        where T : struct, INumber<T>
    {
        if (Text(key) is not { } text) return null;
        if (T.TryParse(text, styles, CultureInfo.InvariantCulture, out var value)) return value;
        errors.Add($"{path}:{key} must be {what}.");
        return null;
    }

    /// <summary>Levenshtein's.</summary>
    private static int Distance(string one, string other)
    {
        var row = Enumerable.Range(0, other.Length + 1).ToArray();
        for (var i = 1; i <= one.Length; i++)
        {
            var diagonal = row[0]++;
            for (var j = 1; j <= other.Length; j++)
            {
                var changed = diagonal + (one[i - 1] == other[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(changed, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[^1];
    }
}
