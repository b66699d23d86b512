using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Stage5.Api.OpenAI.Bridge;

/// <summary>The fields beside the messages as <see cref="ChatOptions"/>.</summary>
internal static class BridgeOptions
{
    /// <exception cref="BridgeException">A field has no counterpart.</exception>
    public static ChatOptions Of(JsonElement request, long? maxTokens)
    {
        var options = new ChatOptions { MaxOutputTokens = (int?)maxTokens };
        foreach (var field in request.EnumerateObject())
        {
            if (field.Value.ValueKind != JsonValueKind.Null) Set(options, field.Name, field.Value);
        }

        return options;
    }

    private static void Set(ChatOptions options, string name, JsonElement value)
    {
        switch (name)
        {
            // Read elsewhere, or saying nothing about the answer.
            case "model" or "messages" or "stream" or "stream_options" or "max_tokens" or "max_completion_tokens" or "n":
            case "user" or "metadata" or "store" or "safety_identifier" or "prompt_cache_key" or "service_tier":
                break;
            case "temperature":
                options.Temperature = Number(name, value);
                break;
            case "top_p":
                options.TopP = Number(name, value);
                break;
            case "seed" when value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var seed):
                options.Seed = seed;
                break;
            case "stop":
                options.StopSequences = Stops(value);
                break;
            case "parallel_tool_calls" when value.ValueKind is JsonValueKind.True or JsonValueKind.False:
                options.AllowMultipleToolCalls = value.GetBoolean();
                break;
            case "tools":
                options.Tools = [.. Items(name, value).Select(Tool)];
                break;
            case "tool_choice":
                options.ToolMode = Choice(value);
                break;
            default:
                if (!IsUsual(name, value)) throw new BridgeException($"'{name}'", name);
                break;
        }
    }

    // Fields that say what is so without them.
    private static bool IsUsual(string name, JsonElement value) => name switch
    {
        "frequency_penalty" or "presence_penalty" => value.ValueKind == JsonValueKind.Number && value.GetDouble() == 0,
        "logprobs" => value.ValueKind == JsonValueKind.False,
        "response_format" => BridgeMessages.Text(value, "type") == "text",
        "modalities" => value.ValueKind == JsonValueKind.Array && value.EnumerateArray()
            .All(one => one.ValueKind == JsonValueKind.String && one.ValueEquals("text"u8)),
        _ => false,
    };

    private static float Number(string name, JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetSingle(out var number) && float.IsFinite(number)
            ? number
            : throw new BridgeException($"such a '{name}'", name);

    private static IList<string> Stops(JsonElement value) => value.ValueKind == JsonValueKind.String
        ? [value.GetString()!]
        : [.. Items("stop", value).Select(stop => stop.ValueKind == JsonValueKind.String
            ? stop.GetString()!
            : throw new BridgeException("such a 'stop'", "stop"))];

    private static JsonElement.ArrayEnumerator Items(string name, JsonElement value) =>
        value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : throw new BridgeException($"such '{name}'", name);

    private static AITool Tool(JsonElement tool)
    {
        if (BridgeMessages.Text(tool, "type") != "function" || !tool.TryGetProperty("function", out var function)
            || BridgeMessages.Text(function, "name") is not { } name || string.IsNullOrWhiteSpace(name))
            throw new BridgeException("tools that are no functions", "tools");
        var schema = function.TryGetProperty("parameters", out var parameters) && parameters.ValueKind == JsonValueKind.Object
            ? parameters.Clone()
            : JsonElement.Parse("""{"type":"object","properties":{}}""");
        return AIFunctionFactory.CreateDeclaration(name, BridgeMessages.Text(function, "description"), schema);
    }

    private static ChatToolMode Choice(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.String)
        {
            return value.GetString() switch
            {
                "auto" => ChatToolMode.Auto,
                "none" => ChatToolMode.None,
                "required" => ChatToolMode.RequireAny,
                _ => throw new BridgeException("such a 'tool_choice'", "tool_choice"),
            };
        }

        return value.ValueKind == JsonValueKind.Object && value.TryGetProperty("function", out var function)
            && BridgeMessages.Text(function, "name") is { } name && !string.IsNullOrWhiteSpace(name)
            ? ChatToolMode.RequireSpecific(name)
            : throw new BridgeException("such a 'tool_choice'", "tool_choice");
    }
}
