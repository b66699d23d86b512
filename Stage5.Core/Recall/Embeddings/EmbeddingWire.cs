using System.Net.Http.Headers;
using System.Text.Json;
using Stage5.Core.Models;
using Stage5.Core.Models.Routing;
using Stage5.Core.Recall.Vectors;

namespace Stage5.Core.Recall.Embeddings;

/// <summary>What an <c>/embeddings</c> endpoint answered.</summary>
/// <param name="InputTokens">As the provider counted; null where it did not.</param>
internal sealed record EmbeddingReply(IReadOnlyList<float[]> Vectors, long? InputTokens);

/// <summary>One call to an OpenAI-compatible <c>/embeddings</c> endpoint.</summary>
internal static class EmbeddingWire
{
    private const int LargestDimension = 16_384;

    /// <exception cref="ModelException">It did not answer, or not with a vector for each text.</exception>
    public static async Task<EmbeddingReply> CallAsync(
        RouteTarget target, string tenant, IReadOnlyList<string> texts, CancellationToken ct)
    {
        var wire = target.Provider.Wire!;
        try
        {
            using var content = new ByteArrayContent(Body(wire.Model, texts));
            content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            using var request = wire.CreateRequest("embeddings", tenant, content);
            using var response = await wire.Http.SendAsync(request, ct);
            if (wire.FailureOf(response) is { } failure) throw failure;
            await using var stream = await response.Content.ReadAsStreamAsync(ct);
            using var document = await JsonDocument.ParseAsync(stream, cancellationToken: ct);
            return Read(document.RootElement, texts.Count) ?? throw new ModelException(
                target.Provider.Id, ModelFailure.Damaged, "the answer is not one vector for each text.");
        }
        catch (Exception e) when (e is not ModelException)
        {
            ct.ThrowIfCancellationRequested();
            throw wire.FailureOf(e);
        }
    }

    private static byte[] Body(string model, IReadOnlyList<string> texts)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("model", model);
            json.WriteStartArray("input");
            foreach (var text in texts) json.WriteStringValue(text);
            json.WriteEndArray();
            json.WriteString("encoding_format", "float");
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    private static EmbeddingReply? Read(JsonElement answer, int count)
    {
        if (answer.ValueKind != JsonValueKind.Object || !answer.TryGetProperty("data", out var data)
            || data.ValueKind != JsonValueKind.Array || data.GetArrayLength() != count) return null;
        var vectors = new float[count][];
        var place = 0;
        foreach (var item in data.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.Object) return null;
            // Not every server says the index; those that do may answer in any order.
            var index = item.TryGetProperty("index", out var said) && said.TryGetInt32(out var number)
                ? number
                : place;
            place++;
            if (index < 0 || index >= count || vectors[index] is not null) return null;
            if (!item.TryGetProperty("embedding", out var embedding) || Vector(embedding) is not { } vector)
                return null;
            vectors[index] = vector;
        }

        if (vectors.Any(vector => vector.Length != vectors[0].Length)) return null;
        return new EmbeddingReply(vectors, Tokens(answer));
    }

    private static float[]? Vector(JsonElement embedding)
    {
        if (embedding.ValueKind != JsonValueKind.Array
            || embedding.GetArrayLength() is < 1 or > LargestDimension) return null;
        var vector = new float[embedding.GetArrayLength()];
        var i = 0;
        foreach (var component in embedding.EnumerateArray())
        {
            if (component.ValueKind != JsonValueKind.Number || !component.TryGetSingle(out vector[i++]))
                return null;
        }

        return Similarity.TryNormalize(vector) ? vector : null;
    }

    private static long? Tokens(JsonElement answer) =>
        answer.TryGetProperty("usage", out var usage) && usage.ValueKind == JsonValueKind.Object
        && usage.TryGetProperty("prompt_tokens", out var tokens) && tokens.ValueKind == JsonValueKind.Number
        && tokens.TryGetInt64(out var count) && count >= 0
            ? count
            : null;
}
