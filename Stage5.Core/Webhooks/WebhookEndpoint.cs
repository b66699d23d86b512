using System.Text.Json;
using System.Text.Json.Serialization;

namespace Stage5.Core.Webhooks;

/// <summary>An endpoint as it is stored.</summary>
/// <param name="Id"><c>we</c> and 16 hexadecimal digits.</param>
/// <param name="Secret">Sealed (<see cref="WebhookSeal"/>).</param>
/// <param name="Previous">The sealed secret before; null when none was.</param>
/// <param name="PreviousUntil">Until when calls carry its signature too.</param>
internal sealed record WebhookEndpoint(
    string Id,
    string Url,
    IReadOnlyList<string> Events,
    string? Description,
    bool Enabled,
    string? DisabledReason,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    string Secret,
    string? Previous = null,
    DateTimeOffset? PreviousUntil = null)
{
    /// <summary>Changes with each write; 0 before the first.</summary>
    [JsonIgnore]
    public long Version { get; init; }

    /// <summary>Calls in a row that failed.</summary>
    [JsonIgnore]
    public long Failures { get; init; }

    public static bool IsId(string id) => id.Length == 18 && id.StartsWith("we", StringComparison.Ordinal)
        && id.Skip(2).All(char.IsAsciiHexDigitLower);
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(WebhookEndpoint))]
[JsonSerializable(typeof(ReplyEvent))]
internal sealed partial class WebhookJson : JsonSerializerContext;

/// <summary>Data of <c>reply.delivered</c>.</summary>
internal sealed record ReplyEvent(
    string DeliveryId, string TaskId, string ConversationId, string User, string? Recipient, string Text,
    string? Language, IReadOnlyList<Contracts.MessageTranslation> Translations,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Retracts = null);

