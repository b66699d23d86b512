namespace Aspire.Hosting;

public static class ResourceBuilderExtensions
{
    /// <summary>Hands over <c>ConnectionStrings__{name}</c>.</summary>
    public static IResourceBuilder<TDestination> WithReference<TDestination>(
        this IResourceBuilder<TDestination> builder,
        IResourceBuilder<IResourceWithConnectionString> source,
        string? connectionName = null, bool optional = false)
        where TDestination : IResourceWithEnvironment =>
        builder.WithEnvironment(async context =>
        {
            var name = connectionName ?? source.Resource.Name;
            var value = await source.Resource.GetConnectionStringAsync(context.CancellationToken);
            if (value is null && !optional)
                throw new DistributedApplicationException($"'{source.Resource.Name}' has no connection string.");
            if (value is not null)
                context.EnvironmentVariables[$"ConnectionStrings__{name}"] = value;
        });

    /// <summary>
    /// Hands over <c>services__{name}__{endpoint}__{i}</c>, one a replica, for service discovery.
    /// </summary>
    public static IResourceBuilder<TDestination> WithReference<TDestination>(
        this IResourceBuilder<TDestination> builder, IResourceBuilder<IResourceWithServiceDiscovery> source)
        where TDestination : IResourceWithEnvironment =>
        builder.WithEnvironment(context =>
        {
            foreach (var endpoint in source.Resource.Model().Endpoints)
            {
                for (var i = 0; i < endpoint.Ports.Length; i++)
                {
                    var name = string.Create(
                        CultureInfo.InvariantCulture, $"services__{source.Resource.Name}__{endpoint.Name}__{i}");
                    context.EnvironmentVariables[name] = endpoint.Url(i);
                }
            }

            return Task.CompletedTask;
        });

    public static IResourceBuilder<T> WithEnvironment<T>(
        this IResourceBuilder<T> builder, string name, string? value) where T : IResourceWithEnvironment =>
        builder.WithEnvironment(context =>
        {
            context.EnvironmentVariables[name] = value ?? "";
            return Task.CompletedTask;
        });

    public static IResourceBuilder<T> WithEnvironment<T>(
        this IResourceBuilder<T> builder, Func<EnvironmentCallbackContext, Task> callback)
        where T : IResourceWithEnvironment =>
        builder.With(resource => resource.Environment.Add(callback));

    /// <summary>Starts this resource only when the other one is healthy.</summary>
    public static IResourceBuilder<T> WaitFor<T>(
        this IResourceBuilder<T> builder, IResourceBuilder<IResource> dependency)
        where T : IResourceWithWaitSupport =>
        builder.With(resource => resource.WaitsFor.Add(dependency.Resource.Model()));

    /// <summary>
    /// There is no proxy here: a process listens on the port itself, so replicas need free ports.
    /// </summary>
    public static IResourceBuilder<T> WithHttpEndpoint<T>(
        this IResourceBuilder<T> builder,
        int? port = null, int? targetPort = null, string? name = null, string? env = null, bool isProxied = true)
        where T : IResourceWithEndpoints =>
        builder.With(resource =>
        {
            var endpoint = new EndpointAnnotation(name ?? "http", port ?? targetPort);
            if (resource.Endpoints.Any(other => other.Name == endpoint.Name))
                throw new DistributedApplicationException(
                    $"'{resource.Name}' has two endpoints named '{endpoint.Name}'.");
            resource.Endpoints.Add(endpoint);
            if (env is not null)
                resource.Environment.Add(context =>
                {
                    context.EnvironmentVariables[env] =
                        endpoint.Ports[context.Replica].ToString(CultureInfo.InvariantCulture);
                    return Task.CompletedTask;
                });
        });

    /// <summary>Says what is meant for people; here every endpoint stays on the loopback address.</summary>
    public static IResourceBuilder<T> WithExternalHttpEndpoints<T>(this IResourceBuilder<T> builder)
        where T : IResourceWithEndpoints => builder;

    /// <summary>Healthy means that a GET of the path answers with the status, 200 unless told otherwise.</summary>
    public static IResourceBuilder<T> WithHttpHealthCheck<T>(
        this IResourceBuilder<T> builder, string? path = null, int? statusCode = null, string? endpointName = null)
        where T : IResourceWithEndpoints =>
        builder.With(resource => resource.Health = new(path ?? "/", statusCode ?? 200, endpointName ?? "http"));

    public static EndpointReference GetEndpoint<T>(this IResourceBuilder<T> builder, string name)
        where T : IResourceWithEndpoints => new(builder.Resource.Model().Endpoint(name));

    internal static Resource Model(this IResource resource) => (Resource)resource;

    internal static IResourceBuilder<T> With<T>(this IResourceBuilder<T> builder, Action<Resource> change)
        where T : IResource
    {
        change(builder.Resource.Model());
        return builder;
    }
}
