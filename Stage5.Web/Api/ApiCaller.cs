using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Stage5.Contracts;
using Stage5.Web.Pages;

namespace Stage5.Web.Api;

/// <summary>Sends one request to the API and reads its answer, whatever it is.</summary>
internal sealed partial class ApiCaller(
    IHttpClientFactory clients, TimeProvider time, ILogger<ApiCaller> logger)
{
    internal const string ClientName = "api";

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    /// <summary>Sends with the bearer token; the whole exchange takes at most ten seconds.</summary>
    public async Task<ApiResult<T>> SendAsync<T>(
        HttpMethod method, string path, string bearer, JsonTypeInfo<T> type, CancellationToken ct)
        where T : class
    {
        using var limit = new CancellationTokenSource(Limit, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, ct);
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", bearer);
        try
        {
            using var response = await clients.CreateClient(ClientName).SendAsync(request, linked.Token);
            return await ReadAsync(response, type, linked.Token);
        }
        catch (Exception e) when (IsUnreachable(e) && !ct.IsCancellationRequested)
        {
            return new(0, null, ErrorResponses.ApiUnavailable);
        }
    }

    /// <summary>True for the ways a connection or a time limit ends a call.</summary>
    public static bool IsUnreachable(Exception e) =>
        e is HttpRequestException or OperationCanceledException or IOException;

    private async Task<ApiResult<T>> ReadAsync<T>(
        HttpResponseMessage response, JsonTypeInfo<T> type, CancellationToken ct)
        where T : class
    {
        var status = (int)response.StatusCode;
        await using var body = await response.Content.ReadAsStreamAsync(ct);
        try
        {
            if (status == StatusCodes.Status204NoContent) return new(status, null, null);
            if (response.IsSuccessStatusCode
                && await JsonSerializer.DeserializeAsync(body, type, ct) is { } value)
                return new(status, value, null);
            if (!response.IsSuccessStatusCode
                && await JsonSerializer.DeserializeAsync(body, ContractsJson.Default.Problem, ct) is { } problem)
                return new(status, null, problem);
        }
        catch (JsonException e)
        {
            LogUnreadable(logger, status, e.Message);
        }

        return new(status, null, ErrorResponses.UnreadableAnswer(status));
    }
}
