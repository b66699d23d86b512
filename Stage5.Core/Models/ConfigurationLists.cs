using Microsoft.Extensions.Configuration;

namespace Stage5.Core.Models;

/// <summary>Lists in configuration: comma-separated text or indexed children.</summary>
public static class ConfigurationLists
{
    /// <summary>
    /// The list as the last layer that has the key gives it, whole: layers replace each other, they are never merged
    /// by index. Null when no layer has it; empty text is an empty list.
    /// </summary>
    /// <param name="configuration">The root, which alone knows its layers.</param>
    /// <param name="key">Full path.</param>
    public static IReadOnlyList<string>? Read(IConfiguration configuration, string key)
    {
        if (configuration is not IConfigurationRoot root)
            throw new ArgumentException("A list is read from the configuration's root.", nameof(configuration));
        return root.Providers.Reverse().Select(layer => Read(layer, key)).FirstOrDefault(list => list is not null);
    }

    private static string[]? Read(IConfigurationProvider layer, string key)
    {
        if (layer.TryGet(key, out var text) && text is not null)
            return text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var children = layer.GetChildKeys([], key).Distinct(StringComparer.OrdinalIgnoreCase)
            .Order(ConfigurationKeyComparer.Instance)
            .Select(child => layer.TryGet(ConfigurationPath.Combine(key, child), out var value) ? value?.Trim() : null)
            .ToArray();
        return children.Length == 0 ? null : [.. children.OfType<string>().Where(value => value.Length > 0)];
    }
}
