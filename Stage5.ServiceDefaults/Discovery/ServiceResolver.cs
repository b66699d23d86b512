#if !USE_ASPIRE
using System.Collections.Concurrent;
using Microsoft.Extensions.Configuration;

namespace Stage5.ServiceDefaults;

/// <summary>
/// <c>services:{name}:{scheme|endpoint}:{i}</c> to an address, in turn where there are several. A scheme like
/// <c>https+http</c> is a preference; a host <c>_endpoint.name</c> names an endpoint. Other addresses pass.
/// </summary>
internal sealed class ServiceResolver(IConfiguration configuration)
{
    private readonly ConcurrentDictionary<string, Turn> _turns = new(StringComparer.OrdinalIgnoreCase);

    public Uri Resolve(Uri address)
    {
        var schemes = address.Scheme.Split('+');
        var (endpoint, service) = Split(address.Host);
        var section = configuration.GetSection("services").GetSection(service);
        IEnumerable<string> keys = endpoint is null ? [.. schemes, "default"] : [endpoint];
        foreach (var key in keys)
        {
            var endpoints = section.GetSection(key).GetChildren()
                .Select(child => child.Value)
                .OfType<string>()
                .Where(value => value.Length > 0)
                .ToList();
            if (endpoints.Count > 0)
            {
                var turn = _turns.GetOrAdd(section.GetSection(key).Path, _ => new Turn());
                var chosen = endpoints[(int)((uint)turn.Next() % (uint)endpoints.Count)];
                return Combine(address, chosen, schemes[0]);
            }
        }

        return schemes.Length == 1 ? address : new UriBuilder(address) { Scheme = schemes[0] }.Uri;
    }

    private static (string? Endpoint, string Service) Split(string host)
    {
        var dot = host.IndexOf('.', StringComparison.Ordinal);
        return host.StartsWith('_') && dot > 1 ? (host[1..dot], host[(dot + 1)..]) : (null, host);
    }

    // The endpoint gives scheme, host, port and a base path; the request keeps its path and query.
    private static Uri Combine(Uri address, string endpoint, string scheme)
    {
        var hasScheme = endpoint.Contains("://", StringComparison.Ordinal);
        var target = new Uri(hasScheme ? endpoint : $"{scheme}://{endpoint}");
        return new UriBuilder(target)
        {
            Path = target.AbsolutePath.TrimEnd('/') + address.AbsolutePath,
            Query = address.Query,
        }.Uri;
    }

    private sealed class Turn
    {
        private int _value = -1;

        public int Next() => Interlocked.Increment(ref _value);
    }
}
#endif
