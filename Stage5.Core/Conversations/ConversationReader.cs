using System.Globalization;
using System.Text;
using System.Text.Json;
using StackExchange.Redis;
using Stage5.Contracts;

namespace Stage5.Core.Conversations;

/// <summary>Reads conversations and messages as scripts return and publish them.</summary>
internal static class ConversationReader
{
    /// <param name="reply">The conversation's hash and that of its members.</param>
    public static ConversationView Read(RedisResult reply)
    {
        var parts = ((RedisResult[]?)reply)!;
        var fields = Fields(parts[0]);
        var members = Fields(parts[1]).Select(pair => Member(pair.Key, pair.Value))
            .OrderBy(member => member.User, StringComparer.Ordinal);
        return new ConversationView(
            fields["id"], Title(fields), [.. members],
            JsonSerializer.Deserialize(fields["settings"], ContractsJson.Default.ConversationSettings)!,
            fields["by"], Time(fields["created"]), Time(fields["updated"]),
            Number(fields["sequence"]), Number(fields["version"]));
    }

    /// <param name="reply">The conversation's hash, the caller's role, how many members.</param>
    public static ConversationSummary Summary(RedisResult reply)
    {
        var parts = ((RedisResult[]?)reply)!;
        var fields = Fields(parts[0]);
        return new ConversationSummary(
            fields["id"], Title(fields), (string)parts[1]!, (int)parts[2],
            fields["by"], Time(fields["created"]), Time(fields["updated"]), Number(fields["sequence"]));
    }

    /// <param name="line"><c>sequence created to key</c></param>
    /// <param name="json">What the author wrote; the line holds what the store added.</param>
    public static MessageView Message(string line, byte[] json)
    {
        var parts = line.Split(' ');
        return JsonSerializer.Deserialize(json, ContractsJson.Default.MessageView)! with
        {
            Sequence = Number(parts[0]),
            CreatedAt = Time(parts[1]),
            DeliveredTo = parts[2] == "-" ? null : parts[2],
        };
    }

    /// <param name="publication"><c>version sequence created to key json</c>; sequence 0 when only members changed.</param>
    /// <exception cref="JsonException">It is none.</exception>
    public static Publication Parse(byte[] publication)
    {
        var ends = new List<int>(5);
        for (var i = 0; i < publication.Length && ends.Count < 5; i++)
        {
            if (publication[i] == ' ')
                ends.Add(i);
        }
        if (ends.Count < 5 || !long.TryParse(publication.AsSpan(0, ends[0]), NumberStyles.None,
            CultureInfo.InvariantCulture, out var version))
            throw new JsonException("The publication has no version.");
        var line = Encoding.UTF8.GetString(publication, ends[0] + 1, ends[4] - ends[0] - 1);
        return line.StartsWith("0 ", StringComparison.Ordinal)
            ? new Publication(version, 0, null)
            : Of(version, Message(line, publication[(ends[4] + 1)..]));
    }

    public static string Pack(ConversationMember member) => $"{member.Role} {member.Language}";

    private static Publication Of(long version, MessageView message) => new(version, message.Sequence, message);

    private static ConversationMember Member(string user, string packed)
    {
        var gap = packed.IndexOf(' ', StringComparison.Ordinal);
        return new ConversationMember(user, packed[..gap], gap + 1 < packed.Length ? packed[(gap + 1)..] : null);
    }

    private static Dictionary<string, string> Fields(RedisResult reply)
    {
        var flat = ((RedisValue[]?)reply)!;
        var fields = new Dictionary<string, string>(flat.Length / 2, StringComparer.Ordinal);
        for (var i = 0; i < flat.Length; i += 2)
            fields[flat[i].ToString()] = flat[i + 1].ToString();
        return fields;
    }

    private static string? Title(Dictionary<string, string> fields) =>
        fields["title"] is { Length: > 0 } title ? title : null;

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);

    private static DateTimeOffset Time(string milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(Number(milliseconds));
}

/// <summary>What is published to whoever follows a conversation.</summary>
/// <param name="Version">Of its members then.</param>
/// <param name="Sequence">0 when only the members changed.</param>
internal sealed record Publication(long Version, long Sequence, MessageView? Message);
