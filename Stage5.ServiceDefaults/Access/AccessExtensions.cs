using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Stage5.ServiceDefaults;

namespace Microsoft.Extensions.Hosting;

/// <summary>Identity and permissions, deny by default, alike in every host.</summary>
public static class AccessExtensions
{
    /// <summary>
    /// Adds the scheme <c>Bearer</c>, as the default scheme only if the host names no other, and policies that
    /// deny every endpoint without a declared permission.
    /// </summary>
    /// <param name="services">The host's services.</param>
    /// <param name="reader">Makes the reader, once, from the root provider.</param>
    public static IServiceCollection AddBearerAccess(
        this IServiceCollection services, Func<IServiceProvider, BearerReader> reader)
    {
        services.AddSingleton(reader);
        services.AddAuthentication()
            .AddScheme<AuthenticationSchemeOptions, BearerHandler>(BearerAccess.Scheme, configureOptions: null);
        services.PostConfigure<AuthenticationOptions>(options => options.DefaultScheme ??= BearerAccess.Scheme);
        services.AddAuthorizationBuilder()
            .SetDefaultPolicy(Deny(unless: endpoint => endpoint is not null && DeclaresPermission(endpoint)))
            // What nobody mapped is an unknown address or method; a caller with an identity learns that: 404, 405.
            .SetFallbackPolicy(Deny(unless: endpoint => endpoint is not RouteEndpoint));
        return services;
    }

    /// <summary>The endpoint's caller must hold the permission.</summary>
    /// <param name="builder">The endpoint or group.</param>
    /// <param name="permission">For instance <c>tasks:read</c>.</param>
    /// <param name="schemes">Schemes to accept; none means the host's default scheme.</param>
    public static TBuilder RequirePermission<TBuilder>(
        this TBuilder builder, string permission, params string[] schemes)
        where TBuilder : IEndpointConventionBuilder
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(permission);
        var policy = new AuthorizationPolicyBuilder(schemes)
            .RequireAuthenticatedUser()
            .RequireClaim(BearerAccess.PermissionClaim, permission)
            .Build();
        return builder.WithMetadata(new PermissionMetadata(permission)).RequireAuthorization(policy);
    }

    /// <summary>
    /// Call after the last endpoint is mapped. Throws, naming each endpoint that declares no permission and is not
    /// among the routes allowed to be anonymous.
    /// </summary>
    /// <param name="app">The application.</param>
    /// <param name="anonymousRoutes">
    /// Route patterns as mapped, besides <c>/health</c> and <c>/alive</c>; one that ends in <c>*</c> is a prefix.
    /// </param>
    /// <exception cref="InvalidOperationException">An endpoint is undeclared.</exception>
    public static WebApplication VerifyEndpointPermissions(
        this WebApplication app, params string[] anonymousRoutes)
    {
        string[] allowed = ["/health", "/alive", .. anonymousRoutes];
        var undeclared = ((IEndpointRouteBuilder)app).DataSources
            .SelectMany(source => source.Endpoints)
            .Where(endpoint => !IsDeclared(endpoint) && !allowed.Any(route => Matches(route, RouteOf(endpoint))))
            .Select(endpoint => endpoint.DisplayName ?? RouteOf(endpoint))
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal)
            .ToList();
        return undeclared.Count == 0
            ? app
            : throw new InvalidOperationException(
                $"Endpoints without a declared permission: {string.Join("; ", undeclared)}. "
                + "Call RequirePermission, or name the route in VerifyEndpointPermissions if anyone may use it.");
    }

    private static AuthorizationPolicy Deny(Func<Endpoint?, bool> unless) => new AuthorizationPolicyBuilder()
        .RequireAuthenticatedUser()
        .RequireAssertion(context => context.Resource is HttpContext http && unless(http.GetEndpoint()))
        .Build();

    // AllowAnonymous wins over a permission at run time, so it must win here.
    private static bool IsDeclared(Endpoint endpoint) =>
        DeclaresPermission(endpoint) && endpoint.Metadata.GetMetadata<IAllowAnonymous>() is null;

    private static bool DeclaresPermission(Endpoint endpoint) =>
        endpoint.Metadata.GetMetadata<PermissionMetadata>() is not null;

    private static string RouteOf(Endpoint endpoint) => endpoint is RouteEndpoint route
        ? "/" + route.RoutePattern.RawText?.TrimStart('/')
        : endpoint.DisplayName ?? "(unnamed)";

    private static bool Matches(string allowed, string route) => allowed.EndsWith('*')
        ? route.StartsWith(allowed[..^1], StringComparison.OrdinalIgnoreCase)
        : string.Equals(route, allowed, StringComparison.OrdinalIgnoreCase);
}
