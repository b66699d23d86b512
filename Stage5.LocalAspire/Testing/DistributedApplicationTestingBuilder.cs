using Stage5.LocalAspire;

namespace Aspire.Hosting.Testing;

public interface IDistributedApplicationTestingBuilder : IDistributedApplicationBuilder, IAsyncDisposable
{
    Task<DistributedApplication> BuildAsync(CancellationToken cancellationToken = default);
}

public static class DistributedApplicationTestingBuilder
{
    /// <summary>An empty system, for a test to describe.</summary>
    public static IDistributedApplicationTestingBuilder Create(params string[] args) =>
        new LocalBuilder(args, System.Reflection.Assembly.GetCallingAssembly(), testing: true);

    public static Task<IDistributedApplicationTestingBuilder> CreateAsync<TEntryPoint>(
        CancellationToken cancellationToken = default) where TEntryPoint : class =>
        CreateAsync<TEntryPoint>([], cancellationToken);

    /// <summary>
    /// The system that an AppHost describes, as it stands when the AppHost calls Build; what the AppHost does
    /// after that call is not run.
    /// </summary>
    public static async Task<IDistributedApplicationTestingBuilder> CreateAsync<TEntryPoint>(
        string[] args, CancellationToken cancellationToken = default) where TEntryPoint : class =>
        await EntryPointCapture.RunAsync(typeof(TEntryPoint).Assembly, args, cancellationToken);
}
