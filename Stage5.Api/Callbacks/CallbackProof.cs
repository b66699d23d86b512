using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Options;
using Stage5.Contracts;
using Stage5.Core.Webhooks;
using Stage5.ServiceDefaults;

namespace Stage5.Api.Callbacks;

/// <summary>
/// Proves that no callback is taken without a signature: by a walk of the endpoints as they are mapped, and by asking
/// every source to take what nobody signed. At start, what is found stops it; later it is what the status says.
/// </summary>
internal sealed class CallbackProof(
    IServiceProvider services, IConfiguration configuration, IOptions<AuthenticationOptions> schemes,
    CallbackSources sources) : IHostedService
{
    /// <summary>No way around a signature exists.</summary>
    public const string Removed = "removed";

    /// <summary>There is one; a running system never says so unless it was changed while it ran.</summary>
    public const string Present = "present";

    private const string Route = "/api/callbacks";

    private static readonly WebhookHeaders NoHeaders = new([], [], []);

    private static readonly WebhookHeaders EmptySignature = new(["probe"], ["1674087231"], [""]);

    /// <summary>Call after the last endpoint is mapped.</summary>
    /// <exception cref="InvalidOperationException">A callback could come in unsigned: every way there is.</exception>
    public void Verify(IEnumerable<Endpoint> endpoints) => Refuse(Walk(endpoints));

    /// <exception cref="ConfigurationException">Every source whose secret, by now of a vault, is none.</exception>
    /// <exception cref="InvalidOperationException">Every source that believes anyone.</exception>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        var faults = ConfigurationFaults.Of(
            sources.Names.Select(sources.ProblemOf).OfType<string>(), services, configuration);
        if (faults.Count > 0)
            throw new ConfigurationException(faults);
        Refuse([.. Believing()]);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary><see cref="Removed"/> or <see cref="Present"/>, found out now.</summary>
    public string HmacFallback()
    {
        // Not injected: it is made of what is mapped after this is.
        var endpoints = services.GetRequiredService<EndpointDataSource>().Endpoints;
        return Walk(endpoints).Concat(Believing()).Any() ? Present : Removed;
    }

    private List<string> Walk(IEnumerable<Endpoint> endpoints)
    {
        var routes = endpoints.OfType<RouteEndpoint>().ToArray();
        var found = routes.SelectMany(Of).ToList();
        if (!routes.Any(IsCallback))
            found.Add($"Nothing is mapped at {Route}: there is nothing to prove.");
        if (!schemes.Value.SchemeMap.TryGetValue(SignatureHandler.SchemeName, out var scheme)
            || scheme.HandlerType != typeof(SignatureHandler))
            found.Add($"The scheme {SignatureHandler.SchemeName} is not the one that verifies signatures.");
        return found;
    }

    private IEnumerable<string> Believing() => sources.Names.Where(name =>
        new[] { NoHeaders, EmptySignature }.Any(headers =>
            sources.Check(name, new CallbackMessage(headers, [], default)).Verdict == SignatureVerdict.Valid))
        .Select(name => $"The source {name} takes what nobody signed.");

    private static IEnumerable<string> Of(RouteEndpoint endpoint)
    {
        var accepted = endpoint.Metadata.OfType<AuthorizationPolicy>()
            .SelectMany(policy => policy.AuthenticationSchemes).Distinct(StringComparer.Ordinal).ToArray();
        var permission = endpoint.Metadata.GetMetadata<PermissionMetadata>()?.Permission;
        var name = endpoint.DisplayName ?? endpoint.RoutePattern.RawText;
        if (!IsCallback(endpoint))
        {
            if (permission == Permissions.CallbacksDeliver || accepted.Contains(SignatureHandler.SchemeName))
                yield return $"{name} takes a callback's identity outside of {Route}.";
            yield break;
        }

        if (accepted is not [SignatureHandler.SchemeName])
            yield return $"{name} does not ask for the scheme {SignatureHandler.SchemeName} alone.";
        if (permission != Permissions.CallbacksDeliver)
            yield return $"{name} does not ask for the permission {Permissions.CallbacksDeliver}.";
        if (endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null)
            yield return $"{name} lets anyone in.";
    }

    private static bool IsCallback(RouteEndpoint endpoint) =>
        $"/{endpoint.RoutePattern.RawText?.TrimStart('/')}".StartsWith(Route, StringComparison.OrdinalIgnoreCase);

    private static void Refuse(List<string> found)
    {
        if (found.Count > 0)
            throw new InvalidOperationException(
                $"Callbacks without a signature cannot be ruled out:\n- {string.Join("\n- ", found)}");
    }
}
