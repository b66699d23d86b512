namespace Aspire.Hosting.ApplicationModel
{
    public interface IResource
    {
        string Name { get; }
    }

    public interface IResourceWithEnvironment : IResource;

    public interface IResourceWithEndpoints : IResource;

    public interface IResourceWithWaitSupport : IResource;

    public interface IResourceWithConnectionString : IResource
    {
        ValueTask<string?> GetConnectionStringAsync(CancellationToken cancellationToken = default);
    }

    public interface IResourceBuilder<out T> where T : IResource
    {
        T Resource { get; }
    }

    /// <summary>What is known of one part of the system before it runs.</summary>
    public abstract class Resource : IResource
    {
        private protected Resource(string name) => Name = name;

        public string Name { get; }

        internal List<EndpointAnnotation> Endpoints { get; } = [];

        internal List<Resource> WaitsFor { get; } = [];

        internal List<Func<EnvironmentCallbackContext, Task>> Environment { get; } = [];

        internal List<Func<CancellationToken, Task>> WhenReady { get; } = [];

        internal HealthPath? Health { get; set; }

        internal int Replicas { get; set; } = 1;

        internal EndpointAnnotation Endpoint(string name) => Endpoints.FirstOrDefault(e => e.Name == name)
            ?? throw new DistributedApplicationException($"'{Name}' has no endpoint named '{name}'.");
    }

    internal sealed record HealthPath(string Path, int StatusCode, string EndpointName);

    public class ProjectResource : Resource,
        IResourceWithEnvironment, IResourceWithServiceDiscovery, IResourceWithWaitSupport
    {
        internal ProjectResource(string name, string program, string directory) : base(name) =>
            (Program, Directory) = (program, directory);

        internal string Program { get; }

        internal string Directory { get; }
    }

    public class RedisResource : Resource, IResourceWithConnectionString
    {
        internal RedisResource(string name, ParameterResource password) : base(name) => Password = password;

        internal ParameterResource Password { get; }

        internal string? DataDirectory { get; set; }

        public async ValueTask<string?> GetConnectionStringAsync(CancellationToken cancellationToken = default) =>
            $"127.0.0.1:{Endpoints[0].Ports[0]},password={await Password.GetValueAsync(cancellationToken)}";
    }

    internal sealed class ConnectionStringParameterResource(string name, string value)
        : Resource(name), IResourceWithConnectionString
    {
        public ValueTask<string?> GetConnectionStringAsync(CancellationToken cancellationToken = default) =>
            ValueTask.FromResult<string?>(value);
    }

    internal sealed record ResourceBuilder<T>(T Resource) : IResourceBuilder<T> where T : IResource;
}

namespace Aspire.Hosting
{
    public interface IResourceWithServiceDiscovery : ApplicationModel.IResourceWithEndpoints;

    public interface IProjectMetadata
    {
        /// <summary>Full path of the project file.</summary>
        string ProjectPath { get; }
    }

    /// <summary>The system cannot be run as described; the message says why and what to do.</summary>
    public class DistributedApplicationException(string message) : Exception(message);
}
