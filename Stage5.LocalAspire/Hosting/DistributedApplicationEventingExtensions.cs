namespace Aspire.Hosting;

public static class DistributedApplicationEventingExtensions
{
    /// <summary>Called once, when every replica is healthy for the first time.</summary>
    public static IResourceBuilder<T> OnResourceReady<T>(
        this IResourceBuilder<T> builder, Func<T, ResourceReadyEvent, CancellationToken, Task> callback)
        where T : IResource =>
        builder.With(resource =>
            resource.WhenReady.Add(cancel => callback(builder.Resource, new ResourceReadyEvent(), cancel)));
}
