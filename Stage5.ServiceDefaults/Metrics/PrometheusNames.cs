using System.Text;

namespace Stage5.ServiceDefaults;

/// <summary>OpenTelemetry's names and units as Prometheus writes them.</summary>
internal static class PrometheusNames
{
    private static readonly Dictionary<string, string> Units = new(StringComparer.Ordinal)
    {
        ["d"] = "days",
        ["h"] = "hours",
        ["min"] = "minutes",
        ["s"] = "seconds",
        ["ms"] = "milliseconds",
        ["us"] = "microseconds",
        ["ns"] = "nanoseconds",
        ["By"] = "bytes",
        ["KiBy"] = "kibibytes",
        ["MiBy"] = "mebibytes",
        ["GiBy"] = "gibibytes",
        ["KBy"] = "kilobytes",
        ["MBy"] = "megabytes",
        ["GBy"] = "gigabytes",
        ["Cel"] = "celsius",
        ["Hz"] = "hertz",
        ["%"] = "percent",
    };

    private static readonly Dictionary<string, string> PerUnits = new(StringComparer.Ordinal)
    {
        ["s"] = "second",
        ["min"] = "minute",
        ["h"] = "hour",
        ["d"] = "day",
    };

    /// <summary>The family's name without <c>_total</c>, and the unit it ends with, if any.</summary>
    public static (string Name, string? Unit) Family(string instrument, string unit, PrometheusType type)
    {
        var name = Sanitize(instrument);
        if (type == PrometheusType.Counter && name.EndsWith("_total", StringComparison.Ordinal))
        {
            name = name[..^"_total".Length];
        }

        var suffix = Unit(unit, type);
        if (suffix is null)
        {
            return (name, null);
        }

        return name.EndsWith("_" + suffix, StringComparison.Ordinal)
            ? (name, suffix)
            : ($"{name}_{suffix}", suffix);
    }

    /// <summary>Letters, digits and single underscores, not starting with a digit.</summary>
    public static string Sanitize(string name)
    {
        var text = new StringBuilder(name.Length + 1);
        foreach (var letter in name)
        {
            if (char.IsAsciiLetterOrDigit(letter))
            {
                if (text.Length == 0 && char.IsAsciiDigit(letter))
                {
                    text.Append('_');
                }

                text.Append(letter);
            }
            else if (text.Length == 0 || text[^1] != '_')
            {
                text.Append('_');
            }
        }

        return text.Length == 0 ? "_" : text.ToString();
    }

    private static string? Unit(string unit, PrometheusType type)
    {
        var open = unit.IndexOf('{', StringComparison.Ordinal);
        var close = unit.IndexOf('}', StringComparison.Ordinal);
        var plain = open >= 0 && close > open ? unit.Remove(open, close - open + 1) : unit;
        if (plain.Length == 0)
        {
            return null;
        }

        if (plain == "1")
        {
            return type == PrometheusType.Gauge ? "ratio" : null;
        }

        var slash = plain.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0)
        {
            return Units.GetValueOrDefault(plain) ?? Sanitize(plain).Trim('_');
        }

        var over = Units.GetValueOrDefault(plain[..slash]) ?? Sanitize(plain[..slash]).Trim('_');
        var per = PerUnits.GetValueOrDefault(plain[(slash + 1)..]) ?? Sanitize(plain[(slash + 1)..]).Trim('_');
        return over.Length == 0 ? $"per_{per}" : $"{over}_per_{per}";
    }
}
