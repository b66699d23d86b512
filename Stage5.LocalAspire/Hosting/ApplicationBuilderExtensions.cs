using System.Security.Cryptography;

using Stage5.LocalAspire;

namespace Aspire.Hosting;

public static class DistributedApplicationBuilderExtensions
{
    public static IResourceBuilder<T> CreateResourceBuilder<T>(
        this IDistributedApplicationBuilder builder, string name)
        where T : IResource =>
        builder.Local().Resources.SingleOrDefault(resource => resource.Name == name) is T found
            ? new ResourceBuilder<T>(found)
            : throw new InvalidOperationException($"There is no {typeof(T).Name} named '{name}'.");

    internal static LocalBuilder Local(this IDistributedApplicationBuilder builder) => (LocalBuilder)builder;
}

public static class ProjectResourceBuilderExtensions
{
    /// <summary>Adds a project with the ports and the environment of its launch profile.</summary>
    public static IResourceBuilder<ProjectResource> AddProject<TProject>(
        this IDistributedApplicationBuilder builder, string name) where TProject : IProjectMetadata, new()
    {
        var path = new TProject().ProjectPath;
        var program = typeof(TProject).Assembly.Metadata(path)
            ?? throw new DistributedApplicationException($"No built program is known for '{path}'.");
        var profile = LaunchProfile.Of(path);
        var project = new ProjectResource(name, program, Path.GetDirectoryName(path)!);
        if (profile.Port is { } port)
            project.Endpoints.Add(new EndpointAnnotation("http", builder.Local().Testing ? null : port));
        foreach (var (key, value) in profile.Environment)
            new ResourceBuilder<ProjectResource>(project).WithEnvironment(key, value);
        return builder.Local().Add(project);
    }

    public static IResourceBuilder<ProjectResource> WithReplicas(
        this IResourceBuilder<ProjectResource> builder, int replicas) =>
        builder.With(resource => resource.Replicas = replicas);
}

public static class ParameterResourceBuilderExtensions
{
    /// <summary>
    /// A value from <c>Parameters:{name}</c>, or else a generated one, kept in the user secrets if asked.
    /// </summary>
    public static IResourceBuilder<ParameterResource> AddParameter(
        this IDistributedApplicationBuilder builder, string name, ParameterDefault value,
        bool secret = false, bool persist = false) =>
        new ResourceBuilder<ParameterResource>(Parameter(builder.Local(), name, value.GetDefaultValue, persist));

    /// <summary>A server that runs elsewhere: <c>ConnectionStrings:{name}</c> in the configuration.</summary>
    public static IResourceBuilder<IResourceWithConnectionString> AddConnectionString(
        this IDistributedApplicationBuilder builder, string name, string? environmentVariableName = null)
    {
        var value = builder.Configuration.GetConnectionString(name)
            ?? throw new DistributedApplicationException($"ConnectionStrings:{name} is not set.");
        return builder.Local().Add(new ConnectionStringParameterResource(name, value));
    }

    internal static ParameterResource Parameter(
        LocalBuilder builder, string name, Func<string> create, bool persist)
    {
        var key = $"Parameters:{name}";
        return new ParameterResource(name, () =>
            builder.Configuration[key]
            // Aspire's own spelling for environment variables, whose names have no dash.
            ?? builder.Configuration[key.Replace('-', '_')]
            ?? (persist && builder.Secrets is { } secrets ? secrets.GetOrAdd(key, create) : create()));
    }
}

public static class RedisBuilderExtensions
{
    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    /// <summary>A store of this machine: Valkey, Redis or Garnet, whichever is there (docs/store.md).</summary>
    public static IResourceBuilder<RedisResource> AddRedis(
        this IDistributedApplicationBuilder builder, string name, int? port = null,
        IResourceBuilder<ParameterResource>? password = null)
    {
        var secret = password?.Resource ?? ParameterResourceBuilderExtensions.Parameter(
            builder.Local(), $"{name}-password",
            () => RandomNumberGenerator.GetString(Letters, 22), persist: true);
        var redis = new RedisResource(name, secret);
        redis.Endpoints.Add(new EndpointAnnotation("tcp", port));
        return builder.Local().Add(redis);
    }

    /// <summary>
    /// Keeps the data in a folder, given relative to the AppHost's own, from one run to the next.
    /// </summary>
    public static IResourceBuilder<RedisResource> WithDataBindMount(
        this IResourceBuilder<RedisResource> builder, string source, bool isReadOnly = false) =>
        isReadOnly
            ? throw new NotSupportedException("A store that cannot write its data is not supported here.")
            : builder.With(_ => builder.Resource.DataDirectory = source);
}
