namespace Stage5.Core.Models;

/// <summary>Owns the providers: the host disposes it, and with it the engine's processes.</summary>
internal sealed class ModelProviderSet(IReadOnlyList<ModelProvider> providers) : IDisposable
{
    public IReadOnlyList<ModelProvider> Providers { get; } = providers;

    public void Dispose()
    {
        foreach (var provider in Providers) provider.Client?.Dispose();
    }
}
