using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Stage5.Core.Recall.Rooms;
using Stage5.Core.Secrets;

namespace Stage5.Core.Recall.Vectors;

internal static class VectorStores
{
    /// <summary>Qdrant where a connection string says so, the store otherwise.</summary>
    public static IVectorStore Create(IServiceProvider services, QdrantOptions? qdrant)
    {
        if (qdrant is null)
        {
            return new InProcessVectors(
                services.GetRequiredService<RoomStore>(), services.GetRequiredService<IOptions<RecallOptions>>());
        }

        if (qdrant.Key is { } key) services.GetRequiredService<KnownSecrets>().Add(key);
        return new QdrantVectors(new QdrantApi(
            services.GetRequiredService<IHttpClientFactory>(), qdrant, services.GetRequiredService<ISecrets>()));
    }
}
