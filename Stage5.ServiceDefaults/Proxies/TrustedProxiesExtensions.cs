using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.Hosting;

/// <summary>Whose word about the client's address is believed.</summary>
public static class TrustedProxiesExtensions
{
    private const string Section = "Stage5:Proxies";

    /// <summary>
    /// Takes the client's address from <c>X-Forwarded-For</c>, and whether it came over TLS from
    /// <c>X-Forwarded-Proto</c>, where the request comes from one of
    /// <c>Stage5:Proxies</c> (addresses or networks such as <c>10.0.0.0/8</c>, separated by commas). None
    /// configured: the headers are never read.
    /// </summary>
    /// <exception cref="OptionsValidationException">An entry is neither; all of them are named.</exception>
    public static WebApplication UseTrustedProxies(this WebApplication app)
    {
        var options = new ForwardedHeadersOptions
        {
            ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto,
            ForwardLimit = null,
        };
        // The framework trusts the loopback interface unless told otherwise.
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        var errors = new List<string>();
        foreach (var entry in Entries(app.Configuration))
        {
            if (IPAddress.TryParse(entry, out var address))
                options.KnownProxies.Add(address);
            else if (System.Net.IPNetwork.TryParse(entry, out var network))
                options.KnownIPNetworks.Add(network);
            else
                errors.Add($"{Section}: '{entry}' is neither an address nor a network such as 10.0.0.0/8.");
        }
        if (errors.Count > 0)
            throw new OptionsValidationException(Section, typeof(ForwardedHeadersOptions), errors);
        if (options.KnownProxies.Count + options.KnownIPNetworks.Count > 0)
            app.UseForwardedHeaders(options);
        return app;
    }

    // The last layer of configuration that has the list has the whole of it, none included. As every list is read
    // (Stage5.Core's ConfigurationLists), which hosts without the core do not have.
    internal static string[] Entries(IConfiguration configuration) =>
        Layers((IConfigurationRoot)configuration).Reverse().Select(Of).FirstOrDefault(list => list is not null) ?? [];

    private static IEnumerable<IConfigurationProvider> Layers(IConfigurationRoot root) =>
        root.Providers.SelectMany(provider =>
            provider is ChainedConfigurationProvider { Configuration: IConfigurationRoot inner }
                ? Layers(inner)
                : [provider]);

    private static string[]? Of(IConfigurationProvider layer)
    {
        var children = layer.GetChildKeys([], Section).Distinct(StringComparer.OrdinalIgnoreCase).ToArray();
        if (children.Length > 0)
        {
            return [.. children
                .Select(key => layer.TryGet($"{Section}:{key}", out var entry) ? entry?.Trim() : null)
                .OfType<string>().Where(entry => entry.Length > 0)];
        }
        return layer.TryGet(Section, out var text)
            ? (text ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            : null;
    }
}
