using System.Globalization;
using System.Text;
using System.Text.Json;
using Stage5.Contracts;

namespace Stage5.Core.Tasks;

/// <summary>What a followed log hands to its viewer.</summary>
public enum TaskEventItemKind
{
    Event,

    /// <summary>Nothing happened for a while.</summary>
    Heartbeat,

    /// <summary>Events that the viewer has not seen are no longer there.</summary>
    Gap,

    /// <summary>The viewer is too far behind; it is the last item, and the viewer can come back.</summary>
    TooSlow,
}

/// <summary>An event as it stands in a log, or what a viewer is told between events.</summary>
/// <param name="Sequence">
/// From 1, without a gap: of the task, or the tenant's own number in the tenant's stream. Of what is no event the last
/// one a viewer need not ask for again.
/// </param>
/// <param name="Type">Empty for what is no event.</param>
/// <param name="Utf8">
/// The envelope, one line of JSON; of a gap and an end <c>{"after", "next", "reason"}</c>; empty for a heartbeat.
/// </param>
public sealed record TaskEventItem(long Sequence, string Type, ReadOnlyMemory<byte> Utf8)
{
    public TaskEventItemKind Kind { get; init; }

    /// <summary>Whose task it is; in the tenant's stream only.</summary>
    public string? User { get; init; }

    /// <summary>Which task it is of; in the tenant's stream only.</summary>
    public string? TaskId { get; init; }

    public bool IsHeartbeat => Kind == TaskEventItemKind.Heartbeat;

    public bool IsTerminal => TaskEventTypes.IsTerminal(Type);

    /// <summary>The envelope as a string.</summary>
    public string Json => Encoding.UTF8.GetString(Utf8.Span);

    /// <summary>The envelope as a record.</summary>
    /// <exception cref="InvalidOperationException">This is no event.</exception>
    public TaskEvent ToEvent() => Kind == TaskEventItemKind.Event
        ? JsonSerializer.Deserialize(Utf8.Span, ContractsJson.Default.TaskEvent)!
        : throw new InvalidOperationException($"A {Kind} has no envelope.");

    internal static TaskEventItem Heartbeat(long sequence) =>
        new(sequence, "", default) { Kind = TaskEventItemKind.Heartbeat };

    /// <param name="after">The last one the viewer has.</param>
    /// <param name="next">The next one there is or will be.</param>
    internal static TaskEventItem Gap(long after, long next) => new(
        next - 1, "", Text($$"""{"after":{{after}},"next":{{next}},"reason":"{{(next > after ? "dropped" : "reset")}}"}"""))
    {
        Kind = TaskEventItemKind.Gap,
    };

    /// <param name="after">The last one the viewer has.</param>
    internal static TaskEventItem TooSlow(long after) =>
        new(after, "", Text($$"""{"reason":"slow_viewer","after":{{after}}}"""))
        {
            Kind = TaskEventItemKind.TooSlow,
        };

    /// <summary>Reads no further than the task's id, which stands behind type and sequence.</summary>
    /// <exception cref="JsonException">It is not an envelope.</exception>
    internal static TaskEventItem Parse(byte[] envelope)
    {
        var (type, sequence) = ("", 0L);
        var reader = new Utf8JsonReader(envelope);
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.PropertyName)
                continue;
            if (reader.ValueTextEquals("type"u8) && reader.Read())
                type = reader.GetString()!;
            else if (reader.ValueTextEquals("sequence"u8) && reader.Read())
                sequence = reader.GetInt64();
            else if (reader.ValueTextEquals("task_id"u8) && reader.Read() && sequence > 0)
                return new TaskEventItem(sequence, type, envelope) { TaskId = reader.GetString() };
        }
        throw new JsonException("The envelope has no sequence.");
    }

    /// <summary>Reads what is published to the whole tenant: <c>number user</c>, a line feed, the envelope.</summary>
    /// <exception cref="JsonException">It is not that.</exception>
    internal static TaskEventItem ParseOfTenant(byte[] publication)
    {
        var end = Array.IndexOf(publication, (byte)'\n');
        var head = end < 0 ? [] : Encoding.UTF8.GetString(publication, 0, end).Split(' ');
        if (head is not [var number, var user])
            throw new JsonException("What is published to a tenant has no number.");
        return OfTenant(long.Parse(number, CultureInfo.InvariantCulture), user, publication[(end + 1)..]);
    }

    /// <exception cref="JsonException">It is not an envelope.</exception>
    internal static TaskEventItem OfTenant(long number, string user, byte[] envelope) =>
        Parse(envelope) with { Sequence = number, User = user };

    private static byte[] Text(FormattableString json) => Encoding.UTF8.GetBytes(json.ToString(CultureInfo.InvariantCulture));
}
