using System.Buffers;
using System.Security.Claims;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Stage5.Core.Access;

namespace Stage5.Api.Mcp;

/// <summary>One call of a tool, from the caller that the bearer token proved.</summary>
internal sealed class ToolCall(ClaimsPrincipal user, IDictionary<string, JsonElement>? arguments, ArgumentCheck check)
{
    public ClaimsPrincipal User { get; } = user;

    public Identity Identity { get; } = Identity.From(user);

    /// <summary>The arguments as the record that the HTTP endpoint takes, held to the same rules.</summary>
    /// <exception cref="ToolRefusal">They are not; it says which and why.</exception>
    public async Task<T> ReadAsync<T>(JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        T? read;
        try
        {
            read = JsonSerializer.Deserialize(Bytes().Span, type);
        }
        catch (JsonException e)
        {
            throw ToolRefusal.Invalid("arguments", e.Path is { Length: > 2 } path
                ? $"{path[2..]} is not of the type that the tool's schema says."
                : "The arguments are not what the tool's schema says.");
        }

        if (read is null) throw ToolRefusal.Invalid("arguments", "arguments must be an object.");
        await check.CheckAsync(read, cancellationToken);
        return read;
    }

    private ReadOnlyMemory<byte> Bytes()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(buffer);
        writer.WriteStartObject();
        foreach (var (name, value) in arguments ?? new Dictionary<string, JsonElement>(StringComparer.Ordinal))
        {
            writer.WritePropertyName(name);
            value.WriteTo(writer);
        }

        writer.WriteEndObject();
        writer.Flush();
        return buffer.WrittenMemory;
    }
}
