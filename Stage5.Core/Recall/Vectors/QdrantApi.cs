using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Stage5.Core.Secrets;

namespace Stage5.Core.Recall.Vectors;

/// <summary>Calls of Qdrant's HTTP API.</summary>
internal sealed class QdrantApi(IHttpClientFactory clients, QdrantOptions options, ISecrets secrets)
{
    /// <returns>The answer's <c>result</c>; null when there is no such thing (404).</returns>
    /// <exception cref="VectorStoreException">It did not do it.</exception>
    public async Task<JsonNode?> SendAsync(HttpMethod method, string path, JsonObject? body, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(method, new Uri(options.Endpoint, path));
        if (body is not null) request.Content = JsonContent.Create(body);
        if (KeyOf() is { } key && !request.Headers.TryAddWithoutValidation("api-key", key))
            throw new VectorStoreException("The key of the vector store cannot stand in a header.");
        try
        {
            using var client = clients.CreateClient(QdrantOptions.ClientName);
            using var response = await client.SendAsync(request, ct);
            if (response.StatusCode == HttpStatusCode.NotFound) return null;
            // Made by another process in the same moment: it is there.
            if (response.StatusCode == HttpStatusCode.Conflict) return new JsonObject();
            if (!response.IsSuccessStatusCode)
                throw new VectorStoreException(
                    $"The vector store answered {(int)response.StatusCode} to {method} {path}.");
            var answer = await response.Content.ReadFromJsonAsync<JsonNode>(ct);
            return answer?["result"] ?? throw new VectorStoreException("The vector store's answer has no result.");
        }
        catch (Exception e) when (e is HttpRequestException or JsonException or InvalidOperationException
            || (e is OperationCanceledException && !ct.IsCancellationRequested))
        {
            throw new VectorStoreException($"The vector store did not answer to {method} {path}.", e);
        }
    }

    private string? KeyOf()
    {
        if (options.SecretName is not { } name) return options.Key;
        return secrets.Find(name)?.Current
            ?? throw new VectorStoreException($"The secret '{name}' of the vector store is not there.");
    }
}
