using System.Text;
using System.Text.Json;
using Stage5.Contracts;

namespace Stage5.Core.Tasks;

/// <summary>An event as it stands in the log, or a heartbeat between events.</summary>
/// <param name="Sequence">From 1; of a heartbeat the last sequence seen.</param>
/// <param name="Type">Empty for a heartbeat.</param>
/// <param name="Utf8">The envelope, one line of JSON; empty for a heartbeat.</param>
public sealed record TaskEventItem(long Sequence, string Type, ReadOnlyMemory<byte> Utf8)
{
    public bool IsHeartbeat => Type.Length == 0;

    public bool IsTerminal => TaskEventTypes.IsTerminal(Type);

    /// <summary>The envelope as a string.</summary>
    public string Json => Encoding.UTF8.GetString(Utf8.Span);

    /// <summary>The envelope as a record.</summary>
    /// <exception cref="InvalidOperationException">This is a heartbeat.</exception>
    public TaskEvent ToEvent() => IsHeartbeat
        ? throw new InvalidOperationException("A heartbeat has no envelope.")
        : JsonSerializer.Deserialize(Utf8.Span, ContractsJson.Default.TaskEvent)!;

    internal static TaskEventItem Heartbeat(long sequence) => new(sequence, "", default);

    /// <summary>Reads no further than the sequence, which stands behind the type.</summary>
    /// <exception cref="JsonException">It is not an envelope.</exception>
    internal static TaskEventItem Parse(byte[] envelope)
    {
        var type = "";
        var reader = new Utf8JsonReader(envelope);
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.PropertyName)
                continue;
            if (reader.ValueTextEquals("type"u8) && reader.Read())
                type = reader.GetString()!;
            else if (reader.ValueTextEquals("sequence"u8) && reader.Read())
                return new TaskEventItem(reader.GetInt64(), type, envelope);
        }
        throw new JsonException("The envelope has no sequence.");
    }
}
