using System.Reflection;

using Stage5.LocalAspire;

namespace Aspire.Hosting.Testing;

/// <summary>Runs an AppHost's entry point in this process up to its call of Build and keeps the builder.</summary>
internal sealed class EntryPointCapture(Assembly appHost)
{
    private static readonly AsyncLocal<EntryPointCapture?> Current = new();

    internal static LocalBuilder Builder(string[] args) => Current.Value is { } capture
        ? capture.Described = new LocalBuilder(args, capture.AppHost, testing: true) { StopAtBuild = true }
        : new LocalBuilder(args, Assembly.GetEntryAssembly()!, testing: false);

    private Assembly AppHost { get; } = appHost;

    private LocalBuilder? Described { get; set; }

    internal static async Task<LocalBuilder> RunAsync(Assembly appHost, string[] args, CancellationToken cancel)
    {
        var capture = new EntryPointCapture(appHost);
        var entryPoint = appHost.EntryPoint
            ?? throw new InvalidOperationException($"{appHost.GetName().Name} has no entry point.");
        await Task.Run(
            () =>
            {
                Current.Value = capture;
                try
                {
                    entryPoint.Invoke(null, BindingFlags.DoNotWrapExceptions, null, [args], null);
                }
                catch (Reached)
                {
                    // The call of Build: everything is described.
                }
            },
            cancel);
        if (capture.Described is not { } builder)
            throw new InvalidOperationException($"{appHost.GetName().Name} described no application.");
        builder.StopAtBuild = false;
        return builder;
    }

    /// <summary>Unwinds the entry point; nobody but the capture sees it.</summary>
    internal sealed class Reached : Exception;
}
