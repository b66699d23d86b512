using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.CommandLine;
using Microsoft.Extensions.Configuration.EnvironmentVariables;
using Microsoft.Extensions.Configuration.Json;
using Microsoft.Extensions.Configuration.Memory;

namespace Stage5.ServiceDefaults;

/// <summary>Where a value comes from.</summary>
public static class ConfigurationLayers
{
    /// <summary>Nothing is configured.</summary>
    public const string Default = "default";

    /// <summary>The source whose value counts, for people; of a section that of the first key in it.</summary>
    public static string SourceOf(IConfiguration configuration, string key) => Layers((IConfigurationRoot)configuration)
        .Reverse().Select(layer => NameIn(layer, key)).FirstOrDefault(name => name is not null) ?? Default;

    /// <summary>Every key that has a value, and the value. An empty one says nothing.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Values(IConfiguration configuration) =>
        configuration.AsEnumerable().Where(pair => !string.IsNullOrEmpty(pair.Value))
            .Select(pair => KeyValuePair.Create(pair.Key, pair.Value!));

    /// <summary>The key as an environment variable.</summary>
    public static string Variable(string key) => key.Replace(":", "__", StringComparison.Ordinal);

    private static IEnumerable<IConfigurationProvider> Layers(IConfigurationRoot root) =>
        root.Providers.SelectMany(provider =>
            provider is ChainedConfigurationProvider { Configuration: IConfigurationRoot inner }
                ? Layers(inner)
                : [provider]);

    private static string? NameIn(IConfigurationProvider layer, string key) => layer.TryGet(key, out _)
        ? NameOf(layer, key)
        : layer.GetChildKeys([], key).FirstOrDefault() is { } child ? NameIn(layer, $"{key}:{child}") : null;

    private static string NameOf(IConfigurationProvider layer, string key) => layer switch
    {
        EnvironmentVariablesConfigurationProvider => $"environment variable {VariableOf(key)}",
        CommandLineConfigurationProvider => "command line",
        JsonConfigurationProvider { Source.Path: { } path }
            when Path.GetFileName(path) == "secrets.json" => "user secrets",
        JsonConfigurationProvider { Source.Path: { } path } => $"file {Path.GetFileName(path)}",
        JsonStreamConfigurationProvider => "proposed document",
        MemoryConfigurationProvider => "host",
        _ => layer.GetType().Name.Replace("ConfigurationProvider", "", StringComparison.Ordinal),
    };

    // With the prefix that a host strips, and in the case in which somebody wrote it.
    private static string VariableOf(string key)
    {
        var plain = Variable(key);
        string[] names = [plain, $"DOTNET_{plain}", $"ASPNETCORE_{plain}"];
        return Environment.GetEnvironmentVariables().Keys.Cast<string>()
            .FirstOrDefault(name => names.Contains(name, StringComparer.OrdinalIgnoreCase)) ?? plain;
    }
}
