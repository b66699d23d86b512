using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Stage5.Core.Configuration;
using Stage5.Core.Conversations;
using Stage5.Core.Models;
using Stage5.Core.Recall.Consolidation;
using Stage5.Core.Recall.Embeddings;
using Stage5.Core.Recall.Rooms;
using Stage5.Core.Recall.Vectors;
using Stage5.Core.Secrets;

namespace Stage5.Core.Recall;

public static class RecallServices
{
    /// <summary>
    /// Adds <see cref="MemoryStore"/>, <see cref="Recaller"/> and <see cref="RecallKeeper"/>. Needs the store,
    /// models, routing, guards, compliance and secrets. An <see cref="ISummarizer"/> is used where one is
    /// registered.
    /// </summary>
    public static IServiceCollection AddRecall(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddStage5Options<RecallOptions>(configuration, RecallOptions.Section);
        services.AddSingleton<IValidateOptions<RecallOptions>, ProviderIsConfigured>();
        var (qdrant, mistake) = QdrantOptions.Find(configuration);
        services.AddSingleton<IValidateOptions<RecallOptions>>(new VectorsAreWhere(mistake));
        services.AddHttpClient(QdrantOptions.ClientName).ConfigureHttpClient(
            static client => client.Timeout = TimeSpan.FromSeconds(10));
        if (qdrant?.SecretName is { } secret) services.AddSingleton(new SecretNeed(secret, "vector store"));
        services.AddSingleton<RoomStore>();
        services.AddSingleton<RoomIndexes>();
        services.AddSingleton<Embedder>();
        services.AddSingleton(provider => VectorStores.Create(provider, qdrant));
        services.AddSingleton<RoomVectorizer>();
        services.AddSingleton<RoomConsolidator>();
        services.AddSingleton<Generations>();
        services.AddSingleton(static p => new MemoryStore(
            p.GetRequiredService<RoomStore>(),
            p.GetRequiredService<IVectorStore>(),
            p.GetRequiredService<IOptions<RecallOptions>>(),
            p.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IConversationMemory, RoomMemory>();
        services.AddSingleton(static p => new Recaller(
            p.GetRequiredService<RoomIndexes>(),
            p.GetRequiredService<Embedder>(),
            p.GetRequiredService<IVectorStore>(),
            p.GetRequiredService<IOptions<RecallOptions>>(),
            p.GetRequiredService<TimeProvider>()));
        services.AddSingleton(static p => new RecallKeeper(
            p.GetRequiredService<RoomStore>(),
            p.GetRequiredService<RoomIndexes>(),
            p.GetRequiredService<RoomConsolidator>(),
            p.GetRequiredService<RoomVectorizer>(),
            p.GetRequiredService<Generations>(),
            p.GetRequiredService<IVectorStore>(),
            p.GetRequiredService<IOptions<RecallOptions>>(),
            p.GetRequiredService<TimeProvider>(),
            p.GetRequiredService<ILogger<RecallKeeper>>()));
        return services;
    }

    private sealed class VectorsAreWhere(string? mistake) : IValidateOptions<RecallOptions>
    {
        public ValidateOptionsResult Validate(string? name, RecallOptions options) =>
            mistake is null ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(mistake);
    }

    private sealed class ProviderIsConfigured(IOptions<ModelsOptions> models) : IValidateOptions<RecallOptions>
    {
        public ValidateOptionsResult Validate(string? name, RecallOptions options) =>
            options.Embeddings is not { Length: > 0 } id || models.Value.Providers.ContainsKey(id)
                ? ValidateOptionsResult.Success
                : ValidateOptionsResult.Fail(
                    $"{RecallOptions.Section}:Embeddings names '{id}', which is not configured.");
    }
}
