using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Stage5.Api.OpenAI.Bridge;

/// <summary>Answers of <see cref="IChatClient"/> as documents of OpenAI's wire.</summary>
internal sealed class BridgeWriter(string id, string model, DateTimeOffset created)
{
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public byte[] Completion(ChatResponse response) => Document("chat.completion", json =>
    {
        Choice(json, "message", response.FinishReason ?? ChatFinishReason.Stop, () =>
        {
            json.WriteString("role", "assistant");
            var calls = response.Messages.SelectMany(message => message.Contents).OfType<FunctionCallContent>().ToArray();
            if (response.Text.Length == 0 && calls.Length > 0) json.WriteNull("content");
            else json.WriteString("content", response.Text);
            json.WriteNull("refusal");
            if (calls.Length > 0) Calls(json, calls, 0, indexed: false);
        });
        if (response.Usage is { } usage) Usage(json, usage);
    });

    public byte[] Role() => Chunk(null, json =>
    {
        json.WriteString("role", "assistant");
        json.WriteString("content", "");
    });

    public byte[] Text(string text) => Chunk(null, json => json.WriteString("content", text));

    public byte[] Call(FunctionCallContent call, int index) => Chunk(null, json => Calls(json, [call], index, indexed: true));

    public byte[] Finish(ChatFinishReason reason) => Chunk(reason, static _ => { });

    public byte[] UsageOnly(UsageDetails usage) => Document("chat.completion.chunk", json =>
    {
        json.WriteStartArray("choices");
        json.WriteEndArray();
        Usage(json, usage);
    });

    private byte[] Chunk(ChatFinishReason? reason, Action<Utf8JsonWriter> delta) =>
        Document("chat.completion.chunk", json => Choice(json, "delta", reason, () => delta(json)));

    private byte[] Document(string kind, Action<Utf8JsonWriter> rest)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes, Plain))
        {
            json.WriteStartObject();
            json.WriteString("id", id);
            json.WriteString("object", kind);
            json.WriteNumber("created", created.ToUnixTimeSeconds());
            json.WriteString("model", model);
            rest(json);
            json.WriteEndObject();
        }

        return bytes.WrittenSpan.ToArray();
    }

    private static void Choice(Utf8JsonWriter json, string name, ChatFinishReason? reason, Action content)
    {
        json.WriteStartArray("choices");
        json.WriteStartObject();
        json.WriteNumber("index", 0);
        json.WriteStartObject(name);
        content();
        json.WriteEndObject();
        json.WriteNull("logprobs");
        json.WriteString("finish_reason", reason?.Value);
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static void Calls(Utf8JsonWriter json, FunctionCallContent[] calls, int first, bool indexed)
    {
        json.WriteStartArray("tool_calls");
        for (var i = 0; i < calls.Length; i++)
        {
            json.WriteStartObject();
            if (indexed) json.WriteNumber("index", first + i);
            json.WriteString("id", calls[i].CallId);
            json.WriteString("type", "function");
            json.WriteStartObject("function");
            json.WriteString("name", calls[i].Name);
            json.WriteString("arguments", Arguments(calls[i].Arguments));
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    // Through a writer of ours: the options' own one indents.
    private static string Arguments(IDictionary<string, object?>? arguments)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes, Plain))
        {
            JsonSerializer.Serialize(json, arguments ?? new Dictionary<string, object?>(),
                AIJsonUtilities.DefaultOptions.GetTypeInfo(typeof(IDictionary<string, object?>)));
        }

        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }

    private static void Usage(Utf8JsonWriter json, UsageDetails usage)
    {
        var (input, output) = (usage.InputTokenCount ?? 0, usage.OutputTokenCount ?? 0);
        json.WriteStartObject("usage");
        json.WriteNumber("prompt_tokens", input);
        json.WriteNumber("completion_tokens", output);
        json.WriteNumber("total_tokens", input + output);
        json.WriteStartObject("prompt_tokens_details");
        json.WriteNumber("cached_tokens", usage.CachedInputTokenCount ?? 0);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
