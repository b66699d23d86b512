namespace Stage5.LocalAspire;

/// <summary>
/// Decides before anything runs what each process is started with: ports, environment, the store's files.
/// </summary>
internal sealed class Launcher(LocalBuilder model) : IDisposable
{
    private readonly List<FileStream> _locks = [];

    /// <exception cref="DistributedApplicationException">A fixed port is taken, or cannot be shared.</exception>
    internal static void Allocate(Resource resource)
    {
        foreach (var endpoint in resource.Endpoints)
        {
            if (endpoint.Port is { } port)
            {
                if (resource.Replicas > 1)
                    throw new DistributedApplicationException(
                        $"'{resource.Name}' has {resource.Replicas} replicas, which cannot share port {port}.");
                Ports.DemandFree(port, resource.Name);
            }

            endpoint.Ports =
                [.. Enumerable.Range(0, resource.Replicas).Select(_ => endpoint.Port ?? Ports.Free())];
        }
    }

    /// <returns>Null for a resource that is no process of ours.</returns>
    internal async Task<Launch?> PlanAsync(Replica replica, CancellationToken cancel) => replica.Resource switch
    {
        ProjectResource project => new Launch(
            Programs.DotNet, ["exec", project.Program], project.Directory,
            await EnvironmentAsync(project, replica, cancel)),
        RedisResource redis => StoreServer.Launch(
            model, redis.Endpoints[0].Ports[0], (await redis.Password.GetValueAsync(cancel))!, OpenData(redis)),
        _ => null,
    };

    public void Dispose() => _locks.ForEach(held => held.Dispose());

    private async Task<Dictionary<string, object>> EnvironmentAsync(
        ProjectResource project, Replica replica, CancellationToken cancel)
    {
        var context = new EnvironmentCallbackContext(cancel) { Replica = replica.Index };
        var environment = context.EnvironmentVariables;
        environment["OTEL_SERVICE_NAME"] = project.Name;
        environment["OTEL_RESOURCE_ATTRIBUTES"] = $"service.instance.id={replica.Id}";
        if (model.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"] is { Length: > 0 } collector)
            environment["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector;
        if (project.Endpoints.Count > 0)
            environment["ASPNETCORE_URLS"] = string.Join(';', project.Endpoints.Select(e => e.Url(replica.Index)));
        foreach (var callback in project.Environment)
            await callback(context);
        return context.EnvironmentVariables;
    }

    /// <summary>Two stores that append to the same files would spoil them.</summary>
    private string? OpenData(RedisResource redis)
    {
        if (redis.DataDirectory is null)
            return null;
        var folder = OwnerOnly.Folder(Path.GetFullPath(redis.DataDirectory, model.AppHostDirectory));
        _locks.Add(OwnerOnly.TryLock(Path.Combine(folder, "lock")) ?? throw new DistributedApplicationException(
            $"The data of '{redis.Name}' in {folder} is in use by another run."));
        return folder;
    }
}
