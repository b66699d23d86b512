using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Stage5.Cli.Security;

/// <summary>How attacks say what they saw.</summary>
internal static class Saw
{
    /// <summary>Held when the status is one of those expected.</summary>
    public static AttackResult Status(HttpResponseMessage response, params HttpStatusCode[] expected) =>
        Status(response.StatusCode, expected);

    public static AttackResult Status(HttpStatusCode seen, params HttpStatusCode[] expected) => expected.Contains(seen)
        ? AttackResult.Held($"{(int)seen}")
        : AttackResult.Broken($"{(int)seen}; expected {string.Join(" or ", expected.Select(status => (int)status))}");

    /// <summary>The same of what may be refused by closing the connection.</summary>
    public static AttackResult Unread(HttpResponseMessage? response, params HttpStatusCode[] expected) =>
        response is null ? AttackResult.Held("the connection was closed") : Status(response, expected);

    /// <summary>Held when a header has this part.</summary>
    public static AttackResult Header(HttpResponseMessage response, string name, string part)
    {
        var value = response.Headers.TryGetValues(name, out var values) ? string.Join(", ", values) : "";
        return value.Contains(part, StringComparison.OrdinalIgnoreCase)
            ? AttackResult.Held(part)
            : AttackResult.Broken($"{name} is '{value}'");
    }

    /// <summary>Held when the answer is without the header.</summary>
    public static AttackResult NoHeader(HttpResponseMessage response, string name) => response.Headers.Contains(name)
        ? AttackResult.Broken($"{name} is there")
        : AttackResult.Held($"no {name}");

    /// <summary>The first that is broken; otherwise all of them held.</summary>
    public static AttackResult All(IReadOnlyList<(string What, AttackResult Result)> seen) =>
        seen.Where(one => one.Result.Verdict == AttackVerdict.Broken)
            .Select(one => AttackResult.Broken($"{one.What}: {one.Result.Evidence}"))
            .FirstOrDefault()
        ?? AttackResult.Held($"{seen.Count} tried, each held off: "
            + string.Join(", ", seen.Select(one => one.Result.Evidence).Distinct(StringComparer.Ordinal)));

    /// <summary>The answer, where it is a JSON object; null where it is anything else.</summary>
    public static async Task<JsonObject?> ObjectAsync(HttpResponseMessage response, CancellationToken ct)
    {
        try
        {
            return JsonNode.Parse(await response.Content.ReadAsStringAsync(ct)) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The problem's code; null where the answer is no problem.</summary>
    public static async Task<string?> CodeAsync(HttpResponseMessage response, CancellationToken ct) =>
        (await ObjectAsync(response, ct))?["code"] is JsonValue code && code.TryGetValue<string>(out var text) ? text : null;
}
