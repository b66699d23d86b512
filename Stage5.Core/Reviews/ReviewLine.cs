using System.Text.Json;
using System.Text.Json.Serialization;
using Stage5.Contracts;

namespace Stage5.Core.Reviews;

/// <summary>An entry as scripts write it: times in milliseconds.</summary>
internal sealed record ReviewLine(
    long Number,
    string ReviewId,
    ReviewEntryType Type,
    long At,
    string By,
    ReviewOpening? Opening = null,
    long? Until = null,
    ReviewDecision? Decision = null,
    long? Active = null,
    int? EditDistance = null,
    ReviewPriority? Priority = null,
    long? DueAt = null,
    string? Text = null)
{
    /// <exception cref="JsonException">It is no entry.</exception>
    public static ReviewEntry Read(byte[] json) =>
        JsonSerializer.Deserialize(json, ReviewJson.Default.ReviewLine)!.ToEntry();

    private ReviewEntry ToEntry() => new(Number, ReviewId, Type, Time(At), By)
    {
        Opening = Opening,
        Until = Time(Until),
        Decision = Decision,
        Active = Active is { } active ? TimeSpan.FromMilliseconds(active) : null,
        EditDistance = EditDistance,
        Priority = Priority,
        DueAt = Time(DueAt),
        Text = Text,
    };

    private static DateTimeOffset Time(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);

    private static DateTimeOffset? Time(long? milliseconds) => milliseconds is { } time ? Time(time) : null;
}

/// <summary>What is said of a decision, in one order: sent again, it is the same.</summary>
internal sealed record ReviewSaying(ReviewDecision Decision, IReadOnlyList<ReviewText> Texts, string? Reason);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, UseStringEnumConverter = true)]
[JsonSerializable(typeof(ReviewLine))]
[JsonSerializable(typeof(ReviewOpening))]
[JsonSerializable(typeof(ReviewSaying))]
[JsonSerializable(typeof(ParkedTurn))]
[JsonSerializable(typeof(IReadOnlyList<ReviewGuardrail>))]
[JsonSerializable(typeof(IReadOnlyList<ReviewText>))]
[JsonSerializable(typeof(string))]
internal sealed partial class ReviewJson : JsonSerializerContext;
