using System.Text.Json;
using System.Text.Json.Serialization;

namespace Stage5.Core.Recall.Rooms;

/// <summary>What is kept of a conversation under one id: a turn, or the summary of several.</summary>
/// <param name="First">Sequence of the (first) turn.</param>
/// <param name="Last">Sequence of the (last) turn: the entry's place.</param>
/// <param name="Covers">The turns of a summary; null for a turn.</param>
internal sealed record MemoryEntry(
    string Id, long First, long Last, string Author, string Text, DateTimeOffset At, IReadOnlyList<string>? Covers)
{
    [JsonIgnore]
    public bool IsSummary => Covers is not null;

    [JsonIgnore]
    public IReadOnlyList<string> TurnIds => Covers ?? [Id];

    public static MemoryEntry Of(MemoryTurn turn) =>
        new(turn.Id, turn.Sequence, turn.Sequence, turn.Author, turn.Text, turn.At, null);

    public string Write() => JsonSerializer.Serialize(this, EntryJson.Default.MemoryEntry);

    public static MemoryEntry Read(string json) => JsonSerializer.Deserialize(json, EntryJson.Default.MemoryEntry)
        ?? throw new JsonException("An entry of a conversation's memory is null.");
}

[JsonSerializable(typeof(MemoryEntry))]
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
internal sealed partial class EntryJson : JsonSerializerContext;
