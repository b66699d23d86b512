using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Stage5.Core.Recall.Rooms;

namespace Stage5.Core.Recall.Vectors;

/// <summary>
/// Vectors in Qdrant: a collection for each tenant and generation, points marked with their room, and an alias of
/// the tenant on the collection that serves. Questions name the collection, so that a switch never mixes two
/// models.
/// </summary>
internal sealed class QdrantVectors(QdrantApi api) : IVectorStore
{
    private const int PointsAtOnce = 256;

    private readonly ConcurrentDictionary<string, bool> _there = new(StringComparer.Ordinal);

    public static string AliasOf(string tenant) => $"s5-{Hash(tenant, 16)}";

    public static string CollectionOf(string tenant, VectorGeneration generation) =>
        $"{AliasOf(tenant)}-{generation.Key}-{generation.Dimension}";

    public async Task PlaceAsync(
        RoomLife life, VectorGeneration generation, IReadOnlyList<EntryVectors> entries, CancellationToken ct)
    {
        var collection = await EnsureAsync(life.Room.Tenant, generation, ct);
        foreach (var some in entries.SelectMany(one => Points(life, one)).Chunk(PointsAtOnce))
        {
            var body = new JsonObject { ["points"] = new JsonArray([.. some]) };
            if (await api.SendAsync(
                HttpMethod.Put, $"/collections/{collection}/points?wait=true", body, ct) is not null)
                continue;
            // Somebody dropped the collection meanwhile: the next try makes it.
            _there.TryRemove(collection, out _);
            throw new VectorStoreException("The vector store has lost a collection.");
        }
    }

    public async Task<IReadOnlyList<VectorHit>> SearchAsync(
        RoomLife life, VectorGeneration generation, VectorQuestion question, CancellationToken ct)
    {
        JsonArray must = [Matches("conversation", life.Room.Digest), Matches("epoch", life.Epoch)];
        if (question.Before is { } before) must.Add(Range("last", "lt", before));
        var body = new JsonObject
        {
            ["query"] = new JsonArray([.. question.Vector.Select(component => (JsonNode)component)]),
            ["filter"] = new JsonObject { ["must"] = must },
            ["limit"] = question.Top,
            ["with_payload"] = true,
        };
        var path = $"/collections/{CollectionOf(life.Room.Tenant, generation)}/points/query";
        var result = await api.SendAsync(HttpMethod.Post, path, body, ct);
        if (result?["points"] is not JsonArray points)
            throw new VectorStoreException("The vector store has no vectors of this tenant.");
        try
        {
            return
            [
                .. points.OfType<JsonObject>()
                    .Where(point => (string?)point["payload"]?["conversation"] == life.Room.Digest)
                    .Select(point => new VectorHit(
                        (string)point["payload"]!["entry"]!, (int)point["payload"]!["part"]!,
                        (double)point["score"]!))
                    .Where(hit => question.Asked(hit.EntryId, hit.Part)),
            ];
        }
        catch (Exception e) when (e is InvalidOperationException or FormatException or ArgumentNullException)
        {
            throw new VectorStoreException("The vector store's points are not ours.", e);
        }
    }

    public Task TrimAsync(
        RecallRoom room, VectorGeneration generation, long cursor, long trimmed, CancellationToken ct) =>
        DeleteAsync(room, generation, new JsonObject
        {
            ["must"] = new JsonArray(Matches("conversation", room.Digest)),
            ["should"] = new JsonArray(
                Range("last", "lte", trimmed),
                new JsonObject
                {
                    ["must"] = new JsonArray(Range("last", "lte", cursor), Matches("summary", false)),
                }),
        }, ct);

    public Task ForgetAsync(RecallRoom room, VectorGeneration generation, CancellationToken ct) =>
        DeleteAsync(room, generation, new JsonObject
        {
            ["must"] = new JsonArray(Matches("conversation", room.Digest)),
        }, ct);

    public async Task ActivateAsync(string tenant, VectorGeneration generation, CancellationToken ct)
    {
        var collection = await EnsureAsync(tenant, generation, ct);
        // One request, so that the alias is never without a collection.
        await api.SendAsync(HttpMethod.Post, "/collections/aliases", new JsonObject
        {
            ["actions"] = new JsonArray(
                new JsonObject { ["delete_alias"] = new JsonObject { ["alias_name"] = AliasOf(tenant) } },
                new JsonObject
                {
                    ["create_alias"] = new JsonObject
                    {
                        ["collection_name"] = collection,
                        ["alias_name"] = AliasOf(tenant),
                    },
                }),
        }, ct);
    }

    public async Task RetireAsync(string tenant, VectorGeneration generation, CancellationToken ct)
    {
        var collection = CollectionOf(tenant, generation);
        _there.TryRemove(collection, out _);
        await api.SendAsync(HttpMethod.Delete, $"/collections/{collection}", null, ct);
    }

    private async Task<string> EnsureAsync(string tenant, VectorGeneration generation, CancellationToken ct)
    {
        var collection = CollectionOf(tenant, generation);
        if (_there.ContainsKey(collection)) return collection;
        if (await api.SendAsync(HttpMethod.Get, $"/collections/{collection}", null, ct) is null)
        {
            await api.SendAsync(HttpMethod.Put, $"/collections/{collection}", new JsonObject
            {
                ["vectors"] = new JsonObject { ["size"] = generation.Dimension, ["distance"] = "Cosine" },
            }, ct);
        }

        // Many rooms in one collection: Qdrant keeps each one's points together. Doing it again does nothing.
        await api.SendAsync(HttpMethod.Put, $"/collections/{collection}/index?wait=true", new JsonObject
        {
            ["field_name"] = "conversation",
            ["field_schema"] = new JsonObject { ["type"] = "keyword", ["is_tenant"] = true },
        }, ct);
        _there[collection] = true;
        return collection;
    }

    private Task<JsonNode?> DeleteAsync(
        RecallRoom room, VectorGeneration generation, JsonObject filter, CancellationToken ct) => api.SendAsync(
        HttpMethod.Post, $"/collections/{CollectionOf(room.Tenant, generation)}/points/delete?wait=true",
        new JsonObject { ["filter"] = filter }, ct);

    private static IEnumerable<JsonNode> Points(RoomLife life, EntryVectors one) =>
        one.Parts.Select((vector, part) =>
        (JsonNode)new JsonObject
        {
            ["id"] = PointId(life.Room, one.Entry.Id, part).ToString(),
            ["vector"] = new JsonArray([.. vector.Select(component => (JsonNode)component)]),
            ["payload"] = new JsonObject
            {
                ["conversation"] = life.Room.Digest,
                ["epoch"] = life.Epoch,
                ["entry"] = one.Entry.Id,
                ["part"] = part,
                ["last"] = one.Entry.Last,
                ["summary"] = one.Entry.IsSummary,
            },
        });

    // The same for the same part, so that placing it again replaces it; rooms cannot choose another's.
    private static Guid PointId(RecallRoom room, string entry, int part) => new(
        SHA256.HashData(Encoding.UTF8.GetBytes($"{room.Digest}/{entry}/{part}")).AsSpan(0, 16), bigEndian: true);

    private static JsonObject Matches(string key, JsonNode value) =>
        new() { ["key"] = key, ["match"] = new JsonObject { ["value"] = value } };

    private static JsonObject Range(string key, string bound, long value) =>
        new() { ["key"] = key, ["range"] = new JsonObject { [bound] = value } };

    private static string Hash(string text, int bytes) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, bytes));
}
