extern alias api;

using System.Text.RegularExpressions;
using api::Stage5.Api.Audit;
using api::Stage5.Api.Mcp;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Stage5.ServiceDefaults;

namespace Stage5.Tests.Access;

/// <summary>One way into the API.</summary>
/// <param name="Permission">Null where none is declared: anyone may.</param>
/// <param name="Recorded">What it says of records; empty for nothing.</param>
internal sealed partial record EndpointRow(string Method, string Path, string? Permission, string Recorded)
{
    public string Name => $"{Method} {Path}";

    public bool HasParameters => Path.Contains('{');

    /// <summary>Its address with values in place of the parameters.</summary>
    public string With(Func<string, string> value) => Parameter.Replace(Path, found =>
        value(found.Groups["name"].Value) is var given && found.Groups["kind"].Value == "long" && !given.All(char.IsAsciiDigit)
            ? NoNumber
            : given);

    // A number that nothing has; another form would be no address at all.
    private const string NoNumber = "999999999";

    [GeneratedRegex(@"\{\**(?<name>\w+)(?::(?<kind>\w+))?\}", RegexOptions.None, 1000)]
    private static partial Regex Parameter { get; }
}

/// <summary>Every way into the API, as the running host has it: addresses, streams, <c>/v1</c> and tools.</summary>
internal static class EndpointTable
{
    public static IReadOnlyList<EndpointRow> Of(IServiceProvider services) =>
    [
        .. services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .SelectMany(endpoint => Methods(endpoint).Select(method => new EndpointRow(
                method, "/" + endpoint.RoutePattern.RawText!.Trim('/'),
                endpoint.Metadata.GetMetadata<PermissionMetadata>()?.Permission, RecordOf(endpoint))))
            .OrderBy(row => row.Path, StringComparer.Ordinal).ThenBy(row => row.Method, StringComparer.Ordinal),
    ];

    public static IReadOnlyList<(string Name, string Permission)> ToolsOf(IServiceProvider services) =>
        [.. services.GetServices<McpTool>().Select(tool => (tool.Protocol.Name, tool.Permission))
            .OrderBy(tool => tool.Name, StringComparer.Ordinal)];

    private static IReadOnlyList<string> Methods(RouteEndpoint endpoint) =>
        endpoint.Metadata.GetMetadata<Microsoft.AspNetCore.Routing.IHttpMethodMetadata>()?.HttpMethods is { Count: > 0 } named
            ? named : ["GET"];

    private static string RecordOf(RouteEndpoint endpoint) =>
        endpoint.Metadata.GetMetadata<AuditedMetadata>() is { } audited ? $"`{audited.Action}`"
        : endpoint.Metadata.GetMetadata<AuditedElsewhereMetadata>()?.Where ?? "";
}
