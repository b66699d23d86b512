using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Stage5.Api.OpenAI.Bridge;

/// <summary>Messages of OpenAI's wire as <see cref="ChatMessage"/>s.</summary>
internal static class BridgeMessages
{
    public static IEnumerable<ChatMessage> Of(JsonElement messages)
    {
        foreach (var message in messages.EnumerateArray())
        {
            yield return Text(message, "role") switch
            {
                "system" or "developer" => new ChatMessage(ChatRole.System, Content(message)),
                "user" => new ChatMessage(ChatRole.User, Content(message)) { AuthorName = Text(message, "name") },
                "assistant" => Assistant(message),
                "tool" => new ChatMessage(ChatRole.Tool,
                    [new FunctionResultContent(Text(message, "tool_call_id") ?? "", Content(message))]),
                var role => throw new BridgeException($"a message of role '{role}'", "messages"),
            };
        }
    }

    public static string? Text(JsonElement owner, string name) =>
        owner.ValueKind == JsonValueKind.Object && owner.TryGetProperty(name, out var value)
            && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    private static ChatMessage Assistant(JsonElement message)
    {
        var mapped = new ChatMessage(ChatRole.Assistant, Content(message));
        if (!message.TryGetProperty("tool_calls", out var calls) || calls.ValueKind != JsonValueKind.Array) return mapped;
        foreach (var call in calls.EnumerateArray())
        {
            if (call.ValueKind != JsonValueKind.Object || Text(call, "type") is not (null or "function")
                || !call.TryGetProperty("function", out var function))
                throw new BridgeException("tool calls that are no functions", "messages");
            mapped.Contents.Add(new FunctionCallContent(
                Text(call, "id") ?? "", Text(function, "name") ?? "", Arguments(Text(function, "arguments"))));
        }

        return mapped;
    }

    private static Dictionary<string, object?> Arguments(string? json)
    {
        var arguments = new Dictionary<string, object?>(StringComparer.Ordinal);
        if (string.IsNullOrWhiteSpace(json)) return arguments;
        try
        {
            using var document = JsonDocument.Parse(json);
            Verify(document.RootElement);
            foreach (var argument in document.RootElement.EnumerateObject())
                arguments[argument.Name] = argument.Value.Clone();
            return arguments;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw new BridgeException("tool calls whose arguments are no JSON object", "messages");
        }
    }

    // Half a pair of surrogates is found when it is written, which must not be on the provider's way.
    private static void Verify(JsonElement arguments)
    {
        using var nowhere = new Utf8JsonWriter(Stream.Null);
        arguments.WriteTo(nowhere);
    }

    private static string Content(JsonElement message)
    {
        if (!message.TryGetProperty("content", out var content) || content.ValueKind == JsonValueKind.Null) return "";
        if (content.ValueKind == JsonValueKind.String) return content.GetString()!;
        if (content.ValueKind != JsonValueKind.Array) throw new BridgeException("content that is no text", "messages");
        return string.Concat(content.EnumerateArray().Select(part => Text(part, "type") switch
        {
            "text" => Text(part, "text"),
            "refusal" => Text(part, "refusal"),
            var type => throw new BridgeException($"content of type '{type}'", "messages"),
        }));
    }
}
