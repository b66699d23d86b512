using Microsoft.Extensions.Configuration;

namespace Stage5.Core.Models;

/// <summary>
/// Lists of the configuration: text separated by commas, or indexed children. The last layer that has the key
/// gives the whole list; layers are never merged by index, as binding would.
/// </summary>
public static class ConfigurationLists
{
    /// <param name="configuration">The root.</param>
    /// <param name="key">The whole path.</param>
    /// <returns>Null where no layer has the key; empty where the last that has it says so.</returns>
    public static IReadOnlyList<string>? Read(IConfiguration configuration, string key)
    {
        var root = configuration as IConfigurationRoot
            ?? throw new ArgumentException("Only the root knows its layers.", nameof(configuration));
        return Layers(root).Reverse().Select(layer => Of(layer, key)).FirstOrDefault(list => list is not null);
    }

    private static IEnumerable<IConfigurationProvider> Layers(IConfigurationRoot root) =>
        root.Providers.SelectMany(provider =>
            provider is ChainedConfigurationProvider { Configuration: IConfigurationRoot inner }
                ? Layers(inner)
                : [provider]);

    private static string[]? Of(IConfigurationProvider layer, string path)
    {
        var children = layer.GetChildKeys([], path).Distinct(StringComparer.OrdinalIgnoreCase)
            .Order(ConfigurationKeyComparer.Instance).ToArray();
        if (children.Length > 0)
        {
            return
            [
                .. children.Select(child => layer.TryGet(ConfigurationPath.Combine(path, child), out var value)
                    ? value?.Trim() : null).OfType<string>().Where(value => value.Length > 0),
            ];
        }

        return layer.TryGet(path, out var text) ? Split(text ?? "") : null;
    }

    private static string[] Split(string text) =>
        text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
