using System.Net;
using Microsoft.Extensions.Configuration;
using StackExchange.Redis;

namespace Stage5.ServiceDefaults;

/// <summary><c>ConnectionStrings:cache</c> is there, and can be read. Nothing of it is repeated: it may hold a password.</summary>
public sealed class StoreRule : IConfigurationRule
{
    private const string Key = "ConnectionStrings:cache";

    public IEnumerable<string> Errors(IConfiguration configuration)
    {
        var text = configuration[Key];
        if (string.IsNullOrWhiteSpace(text))
            return [$"{Key} is missing: the store that everything is kept in."];
        try
        {
            return ConfigurationOptions.Parse(text).EndPoints.Count > 0 ? [] : [$"{Key} names no host."];
        }
        catch (Exception e) when (e is ArgumentException or FormatException or OverflowException)
        {
            return [$"{Key} cannot be read as host:port,password=…"];
        }
    }
}

/// <summary><c>ConnectionStrings:secrets</c>, where it is set, is a vault.</summary>
public sealed class VaultRule : IConfigurationRule
{
    private const string Key = "ConnectionStrings:secrets";

    public IEnumerable<string> Errors(IConfiguration configuration) =>
        configuration[Key] is not { } text || string.IsNullOrWhiteSpace(text)
            || (Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme == Uri.UriSchemeHttps)
            ? []
            : [$"{Key} must be the https address of a vault."];
}

/// <summary>The addresses that every host reads.</summary>
public sealed class HostRule : IConfigurationRule
{
    private const string Exporter = "OTEL_EXPORTER_OTLP_ENDPOINT";

    public IEnumerable<string> Errors(IConfiguration configuration)
    {
        foreach (var entry in Microsoft.Extensions.Hosting.TrustedProxiesExtensions.Entries(configuration))
        {
            if (!IPAddress.TryParse(entry, out _) && !System.Net.IPNetwork.TryParse(entry, out _))
                yield return $"Stage5:Proxies has '{entry}', which is neither an address nor a network.";
        }

        if (configuration[Exporter] is { Length: > 0 } address && !Uri.TryCreate(address, UriKind.Absolute, out _))
            yield return $"{Exporter} must be an absolute address.";
    }
}

/// <summary>The dashboard knows where the API is.</summary>
public sealed class ApiAddressRule : IConfigurationRule
{
    private const string Key = "services:api";

    public IEnumerable<string> Errors(IConfiguration configuration)
    {
        foreach (var endpoint in configuration.GetSection(Key).GetChildren().SelectMany(scheme => scheme.GetChildren()))
        {
            if (!Uri.TryCreate(endpoint.Value, UriKind.Absolute, out var uri)
                || uri.Scheme is not ("http" or "https"))
                yield return $"{endpoint.Path} must be an http or https address.";
        }
    }
}
