using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace Stage5.Cli.Security;

/// <summary>A running system, and the credentials that an attack may have stolen or been given.</summary>
/// <param name="Client">Its base address is the API's; it carries no credential and follows no redirect.</param>
/// <param name="Token">Of somebody with the role user; null for none.</param>
/// <param name="Stranger">Of somebody of another tenant; null for none.</param>
/// <param name="Time">What attacks take for now.</param>
public sealed record AttackTarget(HttpClient Client, string? Token, string? Stranger, TimeProvider Time)
{
    /// <summary>Sends a request with these headers; a body is JSON unless the content says otherwise.</summary>
    public async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, string? token, HttpContent? content, CancellationToken ct,
        params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return await Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
    }

    public Task<HttpResponseMessage> GetAsync(string path, string? token, CancellationToken ct) =>
        SendAsync(HttpMethod.Get, path, token, content: null, ct);

    public static StringContent Json(string json) => new(json, Encoding.UTF8, "application/json");
}

/// <summary>How attacks say what they saw.</summary>
internal static class Saw
{
    /// <summary>Held when the status is one of those expected.</summary>
    public static AttackResult Status(HttpResponseMessage response, params HttpStatusCode[] expected) =>
        Status(response.StatusCode, expected);

    public static AttackResult Status(HttpStatusCode seen, params HttpStatusCode[] expected) => expected.Contains(seen)
        ? AttackResult.Held($"{(int)seen}")
        : AttackResult.Broken($"{(int)seen}; expected {string.Join(" or ", expected.Select(status => (int)status))}");

    /// <summary>The first that is broken; otherwise all of them held.</summary>
    public static AttackResult All(IReadOnlyList<(string What, AttackResult Result)> seen) =>
        seen.Where(one => one.Result.Verdict == AttackVerdict.Broken)
            .Select(one => AttackResult.Broken($"{one.What}: {one.Result.Evidence}"))
            .FirstOrDefault()
        ?? AttackResult.Held($"{seen.Count} tried, each held off: {string.Join(", ", seen.Select(one => one.Result.Evidence).Distinct())}");
}
