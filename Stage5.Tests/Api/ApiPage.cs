using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Stage5.Tests.Api;

/// <summary>Every address of an OpenAPI description, a table for each of its tags.</summary>
internal static class ApiPage
{
    public static string Write(JsonNode description)
    {
        var page = new StringBuilder();
        var operations = description["paths"]!.AsObject()
            .SelectMany(path => path.Value!.AsObject().Select(method => (Method: method.Key.ToUpperInvariant(), path.Key,
                Operation: method.Value!)))
            .ToArray();
        foreach (var tag in description["tags"]!.AsArray().Select(tag => (string)tag!["name"]!).Order(StringComparer.Ordinal))
        {
            page.Append(CultureInfo.InvariantCulture,
                $"\n### {tag}\n| address | what it does | takes | answers |\n|---|---|---|---|\n");
            foreach (var (method, path, operation) in operations.Where(one => (string?)one.Operation["tags"]?[0] == tag))
                page.Append(CultureInfo.InvariantCulture,
                    $"| `{method} {path}` | {Said(operation["summary"])} | {Takes(operation)} | {Answers(operation)} |\n");
        }

        return page.ToString();
    }

    private static string Takes(JsonNode operation)
    {
        var parameters = (operation["parameters"]?.AsArray() ?? [])
            .Where(parameter => (string?)parameter!["in"] is "query" or "header")
            .Select(parameter => (string?)parameter!["in"] == "query" ? $"`?{parameter["name"]}=`" : $"`{parameter["name"]}:`");
        var bodies = (operation["requestBody"]?["content"]?.AsObject() ?? []).Select(body => Type(body.Key, body.Value));
        return string.Join(", ", [.. bodies, .. parameters]);
    }

    // What goes wrong stands once for all of them, under Errors.
    private static string Answers(JsonNode operation) => string.Join("; ", operation["responses"]!.AsObject()
        .Where(answer => answer.Key[0] is '2' or '3')
        .Select(answer => $"{answer.Key} {string.Join(", ",
            (answer.Value!["content"]?.AsObject() ?? []).Select(body => Type(body.Key, body.Value)).Distinct())}".TrimEnd()));

    private static string Type(string media, JsonNode? body) => Name(body?["schema"]) ?? $"`{media}`";

    private static string? Name(JsonNode? schema) => schema switch
    {
        null => null,
        _ when schema["$ref"] is { } named => $"`{((string)named!).Split('/')[^1]}`",
        _ when schema["items"] is { } items && Name(items) is { } each => $"{each} each",
        _ => null,
    };

    private static string Said(JsonNode? text) => ((string?)text ?? "").ReplaceLineEndings(" ").Replace("|", "\\|");
}
