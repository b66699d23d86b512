namespace Aspire.Hosting.ApplicationModel;

/// <summary>A port that a resource listens on. <see cref="Port"/> is the fixed one, if it has one.</summary>
public sealed class EndpointAnnotation
{
    internal EndpointAnnotation(string name, int? port) => (Name, Port) = (name, port);

    internal string Name { get; }

    public int? Port { get; internal set; }

    /// <summary>The port of each replica, known once the application has started.</summary>
    internal int[] Ports { get; set; } = [];

    internal string Url(int replica) =>
        string.Create(CultureInfo.InvariantCulture, $"http://localhost:{Ports[replica]}");
}

public sealed class EndpointReference
{
    internal EndpointReference(EndpointAnnotation endpoint) => EndpointAnnotation = endpoint;

    public EndpointAnnotation EndpointAnnotation { get; }

    /// <summary>The address of the first replica, without a slash at the end.</summary>
    /// <exception cref="InvalidOperationException">The application has not started.</exception>
    public string Url => EndpointAnnotation.Ports.Length > 0
        ? EndpointAnnotation.Url(0)
        : throw new InvalidOperationException(
            $"The endpoint '{EndpointAnnotation.Name}' has no port before the start.");
}

public class EnvironmentCallbackContext
{
    internal EnvironmentCallbackContext(CancellationToken cancellationToken) =>
        CancellationToken = cancellationToken;

#pragma warning disable MA0016 // Aspire's own signature.
    public Dictionary<string, object> EnvironmentVariables { get; } = new(StringComparer.Ordinal);
#pragma warning restore MA0016

    public CancellationToken CancellationToken { get; }

    /// <summary>Which of the resource's replicas the environment is for, from 0.</summary>
    internal int Replica { get; init; }
}

public class ResourceReadyEvent
{
    internal ResourceReadyEvent() { }
}
