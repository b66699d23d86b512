using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using StackExchange.Redis;
using Stage5.Contracts;
using Stage5.Core.Replies;
using Stage5.Core.Tasks;

namespace Stage5.Core.Reviews;

/// <summary>A turn that is done but for its decision: what its task ends with once somebody approves.</summary>
/// <param name="Replies">What is delivered then; null for nothing.</param>
/// <param name="Payload">Of the terminal event.</param>
/// <param name="Details">For the audit; never a text.</param>
public sealed record ParkedTurn(
    TurnResponse Result, IReadOnlyList<OutboxEntry>? Replies, JsonObject Payload, JsonObject? Details)
{
    /// <summary>What was sent, in full.</summary>
    public string Source { get; init; } = "";

    public IReadOnlyList<ReviewGuardrail> Guardrails { get; init; } = [];
}

/// <summary>A review that opens in the step in which its task ends or is parked.</summary>
public sealed record OpenedReview(ReviewOpening Opening, ParkedTurn Turn)
{
    /// <summary>As <c>review_open</c> reads them.</summary>
    internal IEnumerable<RedisValue> Arguments(string id) =>
    [
        id,
        JsonSerializer.Serialize(Opening, ReviewJson.Default.ReviewOpening),
        Opening.Author,
        Wire(Opening.Priority),
        Opening.DueAt.ToUnixTimeMilliseconds(),
        Opening.Required,
        Opening.Delivered ? 1 : 0,
        Event(id).ToJsonString(),
        Reasons().ToJsonString(),
        Turn.Source,
        Start(Turn.Source),
        JsonSerializer.Serialize(Turn with { Source = "", Guardrails = [] }, ReviewJson.Default.ParkedTurn),
        JsonSerializer.Serialize(Turn.Guardrails, ReviewJson.Default.IReadOnlyListReviewGuardrail),
    ];

    // Half a pair of surrogates is no text.
    internal static string Start(string text) => text.Length <= TaskStore.BriefLength ? text
        : text[..(char.IsHighSurrogate(text[TaskStore.BriefLength - 1]) ? TaskStore.BriefLength - 1 : TaskStore.BriefLength)];

    private JsonArray Reasons() => new([.. Opening.Reasons.Select(reason => (JsonNode)reason)]);

    private JsonObject Event(string id) => new()
    {
        ["review_id"] = id,
        ["reasons"] = Reasons(),
        ["priority"] = Wire(Opening.Priority),
        ["due_at"] = Opening.DueAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
        ["delivered"] = Opening.Delivered,
    };

    private static string Wire(ReviewPriority priority) => JsonNamingPolicy.CamelCase.ConvertName(priority.ToString());
}
